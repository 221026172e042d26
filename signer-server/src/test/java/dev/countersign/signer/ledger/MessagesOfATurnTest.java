package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.postgres.PostgresServer;
import dev.countersign.signer.ledger.postgres.Relay;
import dev.countersign.signer.ledger.postgres.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes take turns, so what a turn waits for, all nodes wait for: how many messages go to the database and back.
class MessagesOfATurnTest {

    private static final int PAYMENTS = 20;

    /// A message is counted twice where it comes in two pieces, and others are sent beside it (once a second, and those
    /// of a first time): the least of many is what one takes.
    private record Count(Relay way, List<Long> counts) {

        <T> T of(Callable<T> work) throws Exception {
            var before = way.messages();
            var done = work.call();
            counts.add(way.messages() - before);
            return done;
        }

        long least() {
            return Collections.min(counts);
        }
    }

    @TempDir
    private Path folder;

    @Test
    void a_turn_asks_for_itself_and_for_what_it_needs_and_writes_with_its_commit() throws Exception {
        var direct = TestPostgres.database();
        try (var way = Relay.to(TestPostgres.server().port())) {
            var hosts = List.of("127.0.0.1:" + way.port());
            var engine = PostgresServer.engine(hosts, direct.settings().database(), false);
            var reserve = new Count(way, new ArrayList<>());
            var settle = new Count(way, new ArrayList<>());
            try (var ledger = open(engine)) {
                var grant = TestGrants.grant();
                ledger.activate(grant.bundle());
                for (var nonce = 0; nonce < PAYMENTS; nonce++) {
                    var payment = Payment.of(grant, "p-" + nonce, 1, nonce);
                    var reservation = reserve.of(() -> ledger.reserve(payment.request(), payment.approved()));
                    settle.of(() -> ledger.settle(reservation, payment.signatures()));
                }
            }

            assertThat(reserve.least()).isEqualTo(3);
            assertThat(settle.least()).isEqualTo(2);
        }
    }

    private SqlLedger open(Engine engine) throws LedgerRefused {
        var anchor = folder.resolve("ledger.anchor");
        SqlLedger.create(engine, anchor, "test", TimeSource.system());
        return SqlLedger.open(
                new LedgerSettings(engine, anchor, "test", Duration.ofDays(3), false), TimeSource.system(), "1.0-test");
    }
}
