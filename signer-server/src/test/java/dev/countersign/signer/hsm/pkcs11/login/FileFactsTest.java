package dev.countersign.signer.hsm.pkcs11.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.countersign.signer.hsm.HsmStartFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileFactsTest {

    private static final Path PIN = Path.of("/pins/user.pin");
    private static final Path FOLDER = Path.of("/pins");
    private static final Owner SERVICE = new Owner(990);
    private static final Owner STRANGER = new Owner(1000);
    private static final int FILE = 0100000;

    @TempDir
    private Path temporary;

    static Stream<Arguments> files() {
        return Stream.of(
                arguments("its owner's alone", FILE + 0600, SERVICE, 990, ""),
                arguments("read-only", FILE + 0400, SERVICE, 990, ""),
                arguments("root's, by an access control list, as systemd makes it", FILE + 0440, Owner.ROOT, 0, ""),
                arguments(
                        "the same of another group",
                        FILE + 0440,
                        Owner.ROOT,
                        990,
                        "is open to others (mode r--r-----)"),
                arguments("readable by its group", FILE + 0640, SERVICE, 990, "run: chmod 600 /pins/user.pin"),
                arguments("writable by all", FILE + 0602, SERVICE, 990, "is open to others (mode rw-----w-)"),
                arguments("a stranger's", FILE + 0600, STRANGER, 990, "belongs to user 1000"),
                arguments("a pipe", 0010600, SERVICE, 990, "is no regular file"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void a_pin_file_that_is(String what, int mode, Owner owner, int group, String expected) {
        var objection = new FileFacts(mode, owner, group).objection(PIN, SERVICE);

        assertThat(objection).as(what).contains(expected);
        assertThat(objection.isEmpty()).isEqualTo(expected.isEmpty());
    }

    static Stream<Arguments> folders() {
        return Stream.of(
                arguments("its owner's alone", 0040700, SERVICE, ""),
                arguments("readable by all", 0040755, Owner.ROOT, ""),
                arguments("shared, where nobody renames the files of others", 0041777, Owner.ROOT, ""),
                arguments("writable by its group", 0040775, SERVICE, "(mode rwxrwxr-x); run: chmod go-w /pins"),
                arguments("a stranger's", 0040755, STRANGER, "belongs to user 1000"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("folders")
    void a_folder_that_is(String what, int mode, Owner owner, String expected) {
        var objection = new FileFacts(mode, owner, 990).objectionToFolder(PIN, FOLDER, SERVICE);

        assertThat(objection).as(what).contains(expected);
        assertThat(objection.isEmpty()).isEqualTo(expected.isEmpty());
    }

    @Test
    void root_reads_the_files_of_the_service() {
        assertThat(new FileFacts(FILE + 0600, SERVICE, 990).objection(PIN, Owner.ROOT))
                .isEmpty();
    }

    @Test
    void a_pipe_is_refused_before_it_is_opened() throws Exception {
        var pipe = temporary.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThatExceptionOfType(HsmStartFailed.class)
                .isThrownBy(() -> Pin.read(pipe))
                .withMessage("PIN file " + pipe + " is no regular file");
    }

    @Test
    void the_folder_of_the_file_that_a_link_leads_to_counts() throws Exception {
        var open = Files.createDirectory(temporary.resolve("open"));
        var pin = Files.writeString(open.resolve("pin"), "1234");
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        var link = Files.createSymbolicLink(temporary.resolve("link"), pin);

        assertThatExceptionOfType(HsmStartFailed.class)
                .isThrownBy(() -> Pin.read(link))
                .withMessageContaining("others can write " + open.toRealPath());
    }

    @Test
    void a_pin_has_up_to_256_bytes_as_they_are() throws Exception {
        var file = Files.writeString(temporary.resolve("pin"), "ü".repeat(128) + "\r\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        try (var pin = Pin.read(file)) {
            assertThat(pin.bytes().byteSize()).isEqualTo(256);
        }
        Files.writeString(file, "x".repeat(257));
        assertThatExceptionOfType(HsmStartFailed.class)
                .isThrownBy(() -> Pin.read(file))
                .withMessageContaining("1 to 256 bytes");
    }
}
