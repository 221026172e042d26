package dev.countersign.signer.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.LedgerReader.StoredRequest;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server that is killed (SIGKILL) while it signs has recorded, and charged once, every answer that it gave.
class LedgerKillTest {

    private static final int ROUNDS = 4;

    @TempDir
    private Path path;

    @Test
    @Timeout(120)
    void every_answer_of_a_killed_server_is_recorded_and_charged_once() throws Exception {
        var database = path.resolve("ledger.db");
        SqliteLedger.create(database, TestAnchors.of(database), "test");
        List<Integer> answered = new ArrayList<>();
        for (var round = 1; round <= ROUNDS; round++) {
            answered.addAll(killedAfter(20 + new Random().nextInt(400), database, round));
            requireRecorded(database, answered);
        }
    }

    private List<Integer> killedAfter(int answers, Path database, int round) throws Exception {
        var java = ProcessHandle.current().info().command().orElseThrow();
        var victim = new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LedgerVictim.class.getName(),
                        database.toString(),
                        Integer.toString(round))
                .redirectError(path.resolve("victim.log").toFile())
                .start();
        List<Integer> answered = new ArrayList<>();
        try (BufferedReader lines = victim.inputReader(UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.matches("answered [0-9]+")) {
                    answered.add(Integer.parseInt(line.substring("answered ".length())));
                }
                if (answered.size() == answers) {
                    victim.toHandle().destroyForcibly(); // by its handle: what it had printed can still be read
                }
            }
        }
        victim.waitFor();
        assertThat(answered).as(path.resolve("victim.log").toString()).hasSizeGreaterThanOrEqualTo(answers);
        return answered;
    }

    private static void requireRecorded(Path database, List<Integer> answered) throws Exception {
        var settings = new LedgerSettings(database, TestAnchors.of(database), "test", Duration.ofHours(1), false);
        var grant = TestGrants.grant();
        List<StoredRequest> stored = new ArrayList<>();
        try (var ledger = SqliteLedger.open(settings, TimeSource.system(), "after")) {
            for (var number : answered) {
                var payment = Payment.of(grant, "r" + number, 1, number);
                assertThat(ledger.find(TestGrants.HOT_WALLET, payment.request()))
                        .isPresent();
            }
            try (var reader = SqliteLedgerReader.open(new SqliteEngine(database))) {
                reader.requests(stored::add);
            }
            var used = ledger.headroom(List.of(Payment.perDay(Payment.USDC, 0)));
            assertThat(used.getFirst().used()).isEqualTo(stored.size());
        }
        assertThat(stored)
                .filteredOn(request -> request.state() == State.SETTLED)
                .hasSizeGreaterThanOrEqualTo(answered.size());
    }
}
