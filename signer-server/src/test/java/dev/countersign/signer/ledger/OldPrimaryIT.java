package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.postgres.PostgresServer;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A primary that was taken over from and comes back as one. It is asked nothing but whether it is: no standby is
/// required, and nothing was written since, so neither a missing standby nor the anchor can tell it from the new one.
class OldPrimaryIT {

    private static final String DATABASE = "countersign";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final Grant grant = TestGrants.grant();
    private PostgresServer old;
    private PostgresServer next;
    private PostgresEngine engine;
    private SqlLedger ledger;

    @BeforeEach
    void takeOver() throws Exception {
        old = PostgresServer.make();
        next = old.standby("next");
        old.start();
        next.start();
        engine = old.database(DATABASE, false, next);
        SqlLedger.create(engine, anchor(), "test", TimeSource.system());
        ledger = open();
        ledger.activate(grant.bundle());
        var written = Cluster.entriesOf(old);
        await().ignoreExceptions().atMost(PATIENCE).until(() -> Cluster.entriesOf(next) == written);
        old.kill();
        next.promote();
        awaitTurn();
    }

    @AfterEach
    void close() {
        ledger.close();
        next.close();
        old.close();
    }

    private Path anchor() {
        return folder.resolve("node.anchor");
    }

    private SqlLedger open() throws LedgerRefused {
        return SqlLedger.open(
                new LedgerSettings(engine, anchor(), "test", Duration.ofDays(3), false),
                TimeSource.system(),
                "1.0-test");
    }

    /// Until the node has had a turn, which writes nothing.
    private void awaitTurn() {
        await().ignoreExceptionsInstanceOf(Refused.class)
                .atMost(PATIENCE)
                .until(() -> ledger.headroom(List.of()).isEmpty());
    }

    private Reservation reserve(String id, long nonce) throws Exception {
        var payment = Payment.of(grant, id, 5, nonce);
        return ledger.reserve(payment.request(), payment.approved());
    }

    @Test
    void a_node_that_has_seen_the_new_primary_does_not_go_back_to_the_old_one() throws Exception {
        next.kill();
        old.start();

        await().atMost(PATIENCE).untilAsserted(() -> {
            var refusal = Refusals.refusalOf(() -> reserve("a", 0));
            assertThat(refusal.reason()).isEqualTo(Reason.LEDGER_UNAVAILABLE);
            assertThat(refusal.message()).contains("is on timeline 1, and this node has seen timeline 2");
        });

        next.start();
        awaitTurn();
        reserve("a", 0);
        assertThat(Cluster.entriesOf(next)).isGreaterThan(Cluster.entriesOf(old));
    }

    @Test
    void of_two_that_say_they_are_the_primary_a_start_takes_the_later_one() throws Exception {
        ledger.close();
        old.start();

        ledger = open();

        reserve("a", 0);
        assertThat(Cluster.entriesOf(next)).isGreaterThan(Cluster.entriesOf(old));
    }
}
