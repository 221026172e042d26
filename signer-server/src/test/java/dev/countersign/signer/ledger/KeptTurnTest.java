package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.postgres.TestPostgres;
import dev.countersign.signer.model.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node that sums millions of payments keeps its turn for as long. Were the others to read everything anew for that,
/// they would have to sum them, too, and so keep it from the first: none would ever be done.
class KeptTurnTest {

    @Test
    void who_waits_for_its_turn_in_vain_refuses_what_it_had_to_do_and_goes_on_with_what_it_knows(@TempDir Path path)
            throws Exception {
        try (var folder = new LedgerFolder(Place.POSTGRES, path);
                var other = connect(folder)) {
            folder.sign(payment(folder, 0));
            var sessions = sessions(other, folder);

            other.setAutoCommit(false);
            execute(other, "SELECT 1 FROM countersign.ledger FOR UPDATE");
            var refusal = refusalOf(() -> folder.sign(payment(folder, 1)));
            assertThat(refusal.reason()).isEqualTo(Reason.LEDGER_UNAVAILABLE);
            assertThat(refusal.message())
                    .contains("another node has kept the ledger too long", "Repeat the request with the same id");
            assertThat(folder.ledger.ready()).isTrue();

            other.rollback();
            folder.sign(payment(folder, 1));
            assertThat(folder.used(Payment.USDC)).isEqualTo(200);
            assertThat(sessions(other, folder)).isEqualTo(sessions);
            LedgerFolder.requireVerified(folder.engine);
        }
    }

    private static Payment payment(LedgerFolder folder, long nonce) {
        return Payment.of(folder.grant, "r" + nonce, 100, nonce).limited(Payment.perDay(Payment.USDC, 200));
    }

    private static String database(LedgerFolder folder) {
        return ((PostgresEngine) folder.engine).settings().database();
    }

    private static Connection connect(LedgerFolder folder) throws Exception {
        return TestPostgres.server().connect(database(folder));
    }

    /// Those of the node: one that reads everything anew has others.
    private static Set<Integer> sessions(Connection observer, LedgerFolder folder) throws SQLException {
        var sessions = new TreeSet<Integer>();
        try (var statement = observer.createStatement();
                var row = statement.executeQuery("SELECT pid FROM pg_stat_activity WHERE datname = '" + database(folder)
                        + "' AND application_name = 'countersign'")) {
            while (row.next()) {
                sessions.add(row.getInt(1));
            }
        }
        return sessions;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
