package dev.countersign.signer.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A short run of every target; `make fuzz` makes a long one.
class FuzzIT {

    static List<Class<?>> targets() {
        return FuzzTargets.ALL;
    }

    @ParameterizedTest
    @MethodSource("targets")
    void finds_nothing(Class<?> target) throws Exception {
        var log = Files.createDirectories(Path.of("target/fuzz")).resolve(target.getSimpleName() + ".log");

        var clean =
                FuzzTargets.fuzz(target, List.of("-runs=30000", "-seed=1"), ProcessBuilder.Redirect.to(log.toFile()));

        assertThat(clean).as(() -> text(log)).isTrue();
        assertThat(text(log)).contains("Done 30000 runs");
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
