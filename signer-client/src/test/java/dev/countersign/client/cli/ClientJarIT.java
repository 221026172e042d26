package dev.countersign.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/// The jar that an application host carries, run as it is.
class ClientJarIT {

    private static final Path JAR = Path.of("target", "signer-client-0.1.0-cli.jar");

    @Test
    void it_runs_alone_and_silently_helps() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var process = new ProcessBuilder(java.toString(), "-jar", JAR.toString(), "--help")
                .redirectErrorStream(true)
                .start();

        try (var output = process.inputReader()) {
            assertThat(output.readAllLines().getFirst()).startsWith("Usage: countersign-client");
        }
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void it_carries_no_code_of_the_server() throws IOException {
        try (var jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(Object::toString))
                    .contains("dev/countersign/client/SigningClient.class")
                    .noneMatch(entry -> entry.startsWith("dev/countersign/signer/"));
        }
    }
}
