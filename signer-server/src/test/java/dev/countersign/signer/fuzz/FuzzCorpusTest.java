package dev.countersign.signer.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What was found once, and what fuzzing starts from, is never a finding again.
class FuzzCorpusTest {

    static List<Class<?>> targets() {
        return FuzzTargets.ALL;
    }

    @ParameterizedTest
    @MethodSource("targets")
    void every_kept_input_passes(Class<?> target) throws Exception {
        var fuzz = target.getMethod("fuzzerTestOneInput", byte[].class);
        var seeds = FuzzTargets.seeds(target);

        assertThat(seeds).isNotEmpty();
        for (var seed : seeds) {
            var input = (Object) Files.readAllBytes(seed);
            assertThatCode(() -> fuzz.invoke(null, input)).as(seed.toString()).doesNotThrowAnyException();
        }
    }
}
