package dev.countersign.softhsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoftHsmTokenTest {

    @Test
    void tokens_of_one_jvm_share_a_configuration_and_nothing_else() throws Exception {
        var one = SoftHsmToken.perClass();
        var two = SoftHsmToken.perClass();

        assertEquals(one.environment(), two.environment());
        assertNotEquals(one.label(), two.label());
        assertNotEquals(one.pin(), two.pin());
        var slots = showSlots(one.environment());
        assertTrue(slots.contains(one.label()), slots);
        assertTrue(slots.contains(two.label()), slots);
    }

    @Test
    void a_token_made_by_hand_has_its_own_configuration(@TempDir Path directory) throws Exception {
        var token = SoftHsmToken.create(directory, "by-hand");

        assertTrue(showSlots(token.environment()).contains("by-hand"));
        assertTrue(token.pinFile().startsWith(directory.toAbsolutePath()));
    }

    @Test
    void only_the_owner_reads_the_pins(@TempDir Path directory) throws Exception {
        var token = SoftHsmToken.create(directory, "pins");

        for (var file : new Path[] {token.pinFile(), token.soPinFile()}) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals(32, Files.readString(file).length());
        }
    }

    private static String showSlots(Map<String, String> environment) throws Exception {
        var builder = new ProcessBuilder("softhsm2-util", "--show-slots").redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
