package dev.countersign.signer.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A short run of all targets; `make fuzz` makes a long one of each.
class FuzzIT {

    private static final int RUNS = 20_000;

    @Test
    void finds_nothing(@TempDir Path corpus) throws Exception {
        var seeds = EveryFuzz.seeds();
        var log = Path.of("target/fuzz/EveryFuzz.log");

        var clean = FuzzTargets.fuzz(
                EveryFuzz.class,
                corpus,
                seeds,
                List.of("-runs=" + RUNS, "-seed=1"),
                ProcessBuilder.Redirect.to(log.toFile()));

        var told = Files.readString(log);
        assertThat(clean).as(told).isTrue();
        assertThat(told).contains("Done " + RUNS + " runs");
    }
}
