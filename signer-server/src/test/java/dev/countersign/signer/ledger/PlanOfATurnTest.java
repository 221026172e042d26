package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.postgres.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL keeps a plan that it made while a table was small until it analyzes the table: one that reads all of it
/// costs more with each payment until then.
class PlanOfATurnTest {

    private static final int PAYMENTS = 60;
    private static final Set<String> TABLES = Set.of("request", "slot", "series", "living", "journal");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void no_turn_reads_a_table_from_its_beginning() throws Exception {
        var time = TimeSource.system();
        var engine = (PostgresEngine) Place.THREE_NODES.make(folder, "test", time);
        var database = engine.settings().database();
        try (var observer = TestPostgres.server().connect(database)) {
            // what a server does in its own time could mend a plan in the midst of this
            for (var table : TABLES) {
                TestPostgres.server()
                        .execute(database, "ALTER TABLE countersign." + table + " SET (autovacuum_enabled = off)");
            }
            pay(Place.THREE_NODES.open(engine, folder, "test", time));

            await().atMost(PATIENCE).until(() -> insertedInto(observer, "request") == PAYMENTS);
            assertThat(readFromTheBeginning(observer)).isEmpty();
        }
    }

    /// By each node in turn, so that it has to learn what the others wrote.
    private static void pay(Ledger nodes) throws Exception {
        try (nodes) {
            var grant = TestGrants.grant();
            nodes.activate(grant.bundle());
            for (var nonce = 0; nonce < PAYMENTS; nonce++) {
                var payment = Payment.of(grant, "p-" + nonce, 1, nonce);
                nodes.settle(nodes.reserve(payment.request(), payment.approved()), payment.signatures());
            }
        }
    }

    private static long insertedInto(Connection observer, String table) throws SQLException {
        return tables(observer, "n_tup_ins").getOrDefault(table, 0L);
    }

    private static Map<String, Long> readFromTheBeginning(Connection observer) throws SQLException {
        var read = tables(observer, "seq_tup_read");
        read.keySet().retainAll(TABLES);
        read.values().removeIf(rows -> rows == 0);
        return read;
    }

    /// A figure of each table; a session tells the server of its own at its end.
    private static Map<String, Long> tables(Connection observer, String figure) throws SQLException {
        var figures = new TreeMap<String, Long>();
        try (var statement = observer.createStatement();
                var row = statement.executeQuery("SELECT relname, " + figure + " FROM pg_stat_user_tables")) {
            while (row.next()) {
                figures.put(row.getString(1), row.getLong(2));
            }
        }
        return figures;
    }
}
