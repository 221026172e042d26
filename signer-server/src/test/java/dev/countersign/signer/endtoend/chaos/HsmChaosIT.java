package dev.countersign.signer.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does to the tokens of servers under load everything that hardware does, in random order; then asks for the truth.
/// Invariants 1 to 3 and 7 of docs/architecture.md: no signature without its record, no limit exceeded by one unit,
/// one answer to one request, no signature that the pinned key did not make.
class HsmChaosIT {

    private static final long SEED = Long.getLong("countersign.chaos.seed", 1); // `make chaos` draws one
    private static final Duration AT_LEAST = Duration.ofSeconds(Long.getLong("countersign.chaos.seconds", 0));

    @TempDir
    Path temporary;

    private record Case(String driver, int tokens) {

        @Override
        public String toString() {
            return driver + ", " + tokens + (tokens == 1 ? " token" : " tokens");
        }
    }

    private static final List<Case> CASES = List.of(
            new Case("sunpkcs11", 1), new Case("sunpkcs11", 2), new Case("cryptoki", 1), new Case("cryptoki", 2));

    /// All at once: for most of the time they wait.
    @Test
    void whatever_the_hardware_does_nothing_is_lost_doubled_or_wrong() throws Exception {
        System.out.println("hsm chaos: seed " + SEED);
        FaultyServer.init(temporary.resolve("made"));
        var failures = new ArrayList<Throwable>();
        var runs = new ArrayList<Callable<Void>>();
        CASES.forEach(each -> runs.add(() -> run(each)));
        runs.add(() -> GivingUp.run(temporary.resolve("made"), temporary.resolve("giving-up")));
        try (var threads = Executors.newFixedThreadPool(runs.size())) {
            for (var outcome : threads.invokeAll(runs)) {
                try {
                    outcome.get();
                } catch (ExecutionException | CancellationException failure) {
                    failures.add(failure);
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    private Void run(Case one) throws Exception {
        var began = System.nanoTime();
        var made = temporary.resolve("made");
        var folder = temporary.resolve(one.driver() + one.tokens());
        Callers callers;
        try (var server = FaultyServer.start(made, folder, one.driver(), one.tokens())) {
            var ordeal = new Ordeal(one.toString(), server, AT_LEAST, new Random(SEED));
            callers = ordeal.callers();
            try {
                ordeal.torment();
                server.restart();
                ordeal.tellTheTruth();
            } catch (Exception | Error failure) {
                callers.abandon();
                System.out.println("hsm chaos: " + one + " failed; the server's log:\n"
                        + server.process().log());
                throw failure;
            }
        }
        ChaosJournal.read(folder).assertHolds(callers.signed());
        System.out.printf(
                "hsm chaos: %s: %d signed, exactly the limits; %d requests failed at first, %d keys frozen; %d s%n",
                one,
                callers.signed().size(),
                callers.troubled().size(),
                callers.frozen().size(),
                Duration.ofNanos(System.nanoTime() - began).toSeconds());
        return null;
    }
}
