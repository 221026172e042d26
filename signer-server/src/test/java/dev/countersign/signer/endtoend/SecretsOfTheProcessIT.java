package dev.countersign.signer.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a running server shows of its PIN to whoever looks at its process.
class SecretsOfTheProcessIT {

    private static final int CHUNK = 1 << 20;

    @TempDir
    private Path temporary;

    @Test
    void the_pin_is_in_no_dump_no_argument_and_no_memory() throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(folder, policy -> policy);
        var pin = Files.readString(folder.resolve("pins/user.pin"));
        try (var server = ServerProcess.start(folder)) {
            var process = Path.of("/proc", String.valueOf(server.pid()));

            assertThat(Files.readString(process.resolve("limits"))).containsPattern("Max core file size +0 +0 ");
            assertThat(Files.readString(process.resolve("cmdline"))).doesNotContain(pin);
            assertThat(server.log()).doesNotContain(pin);
            if (Files.isReadable(process.resolve("mem"))) { // root alone
                assertThat(Files.readString(process.resolve("environ"), ISO_8859_1))
                        .doesNotContain(pin);
                assertThat(Files.getAttribute(process.resolve("mem"), "unix:uid"))
                        .isEqualTo(0);
                assertThat(regionsWith(pin, process)).isEmpty();
                assertThat(regionsWith("countersign-dev", process))
                        .as("what is there is found")
                        .isNotEmpty();
            }
        }
    }

    /// Lines of proc(5) maps.
    private static List<String> regionsWith(String text, Path process) throws IOException {
        var found = new ArrayList<String>();
        try (var memory = new RandomAccessFile(process.resolve("mem").toFile(), "r")) {
            for (var region : Files.readAllLines(process.resolve("maps"))) {
                if (region.contains(" rw") && contains(memory, region, text)) {
                    found.add(region);
                }
            }
        }
        return found;
    }

    private static boolean contains(RandomAccessFile memory, String region, String text) {
        var bounds = region.substring(0, region.indexOf(' '));
        var from = Long.parseLong(bounds.substring(0, bounds.indexOf('-')), 16);
        var to = Long.parseLong(bounds.substring(bounds.indexOf('-') + 1), 16);
        var chunk = new byte[CHUNK + text.length()];
        for (var at = from; at < to; at += CHUNK) {
            try {
                memory.seek(at);
                var length = memory.read(chunk, 0, (int) Math.min(chunk.length, to - at));
                if (length > 0 && new String(chunk, 0, length, ISO_8859_1).contains(text)) {
                    return true;
                }
            } catch (IOException _) {
                return false; // a region that is reserved, or gone meanwhile
            }
        }
        return false;
    }
}
