package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.postgres.TestPostgres;
import dev.countersign.signer.model.Reason;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Databases on PostgreSQL that somebody put back, emptied or exchanged: refused by name, at a start and while a node
/// serves.
class RestoredDatabaseTest {

    private static final String COPY = "_copy";

    private LedgerFolder folder;
    private String database;

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        folder = new LedgerFolder(Place.POSTGRES, path);
        database = ((PostgresEngine) folder.engine).settings().database();
        folder.sign(Payment.of(folder.grant, "before", 5, 0));
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void an_earlier_state_is_refused_at_a_start_and_goes_on_by_order_with_full_windows() throws Exception {
        folder.ledger.close();
        copy();
        folder.ledger = folder.open();
        folder.sign(Payment.of(folder.grant, "forgotten", 7, 1));
        folder.ledger.close();
        putBack();

        assertThatThrownBy(folder::open)
                .isInstanceOf(LedgerRefused.class)
                .hasMessageContaining("an earlier state was put back")
                .hasMessageContaining("ledger resume");
        try (var recovery = LedgerRecovery.open(folder.settings(), folder.time)) {
            recovery.resumeWithoutOfficers("a drill");
        }
        folder.ledger = folder.open();
        assertThat(folder.used(Payment.perDay(Payment.USDC, 1_000))).isEqualTo(1_000);
    }

    @Test
    void an_earlier_state_is_refused_while_a_node_serves() throws Exception {
        copyBeside();
        folder.sign(Payment.of(folder.grant, "forgotten", 7, 1));
        putBack();

        assertRefused("an earlier state was put back");
    }

    @Test
    void another_past_is_refused_while_a_node_serves() throws Exception {
        copyBeside();
        folder.sign(Payment.of(folder.grant, "forgotten", 7, 1));
        putBack();
        try (var connection = TestPostgres.server().connect(database);
                var statement = connection.createStatement()) {
            statement.execute("UPDATE countersign.ledger SET ledger_id = repeat('0', 32)");
        }

        assertRefused("one of the two is another deployment's, or new");
    }

    @Test
    void another_deployments_ledger_is_refused_while_a_node_serves() throws Exception {
        TestPostgres.server()
                .execute(
                        database,
                        "UPDATE countersign.ledger SET deployment = 'other'",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database
                                + "' AND pid <> pg_backend_pid()");

        assertRefused("belongs to deployment other");
    }

    @Test
    void a_head_that_no_entries_lead_to_is_refused_while_a_node_serves() throws Exception {
        TestPostgres.server()
                .execute(database, "UPDATE countersign.ledger SET tree_root = decode(repeat('00', 32), 'hex')");

        assertRefused("stored head");
    }

    @Test
    void an_empty_database_and_a_missing_one_are_told() throws Exception {
        TestPostgres.server().execute(database, "DROP SCHEMA countersign CASCADE");

        assertRefused("ledger");
        folder.ledger.close();
        assertThatThrownBy(folder::open)
                .isInstanceOf(LedgerRefused.class)
                .hasMessageContaining("there is no ledger in postgresql://")
                .hasMessageContaining("countersign ledger init");
    }

    @Test
    void a_ledger_that_is_served_is_not_mended_and_one_that_is_there_is_not_made_again() throws Exception {
        assertThatThrownBy(() -> LedgerRecovery.open(folder.settings(), folder.time))
                .isInstanceOf(LedgerRefused.class)
                .hasMessageContaining("is served; stop every node first");
        folder.ledger.close();
        assertThatThrownBy(() -> SqlLedger.create(
                        folder.engine, folder.database.resolveSibling("other.anchor"), "test", folder.time))
                .isInstanceOf(LedgerRefused.class)
                .hasMessageContaining("a ledger is never overwritten");
    }

    @Test
    void a_ledger_whose_anchor_cannot_be_made_is_not_there_and_can_be_made_again() throws Exception {
        var other = TestPostgres.database();
        var taken = TestAnchors.of(folder.database);

        assertThatThrownBy(() -> SqlLedger.create(other, taken, "test", folder.time))
                .isInstanceOf(LedgerRefused.class)
                .hasMessageContaining("the anchor " + taken + " exists");
        assertThatThrownBy(other::requireFit).hasMessageContaining("there is no ledger in postgresql://");

        SqlLedger.create(other, folder.database.resolveSibling("other.anchor"), "test", folder.time);
        other.requireFit();
    }

    private void assertRefused(String words) {
        await().untilAsserted(() -> {
            assertThat(folder.ledger.ready()).isFalse();
            var refusal = Refusals.refusalOf(() -> folder.reserve(Payment.of(folder.grant, "after", 1, 9)));
            assertThat(refusal.reason()).isEqualTo(Reason.LEDGER_UNAVAILABLE);
            assertThat(refusal.message()).contains(words);
        });
    }

    /// Of a database that nobody uses.
    private void copy() throws Exception {
        TestPostgres.server().execute("postgres", "CREATE DATABASE " + database + COPY + " TEMPLATE " + database);
    }

    /// Of one that is served: its connections are cut, and come back.
    private void copyBeside() throws Exception {
        TestPostgres.server()
                .execute(
                        "postgres",
                        "ALTER DATABASE " + database + " ALLOW_CONNECTIONS false",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
        await().ignoreExceptions().until(() -> {
            copy();
            return true;
        });
        TestPostgres.server().execute("postgres", "ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
        await().ignoreExceptions().until(() -> folder.used(Payment.USDC) > 0);
    }

    private void putBack() throws Exception {
        TestPostgres.server()
                .execute(
                        "postgres",
                        "ALTER DATABASE " + database + " ALLOW_CONNECTIONS false",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
        await().ignoreExceptions().until(() -> {
            TestPostgres.server().execute("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
            return true;
        });
        TestPostgres.server()
                .execute(
                        "postgres",
                        "ALTER DATABASE " + database + COPY + " RENAME TO " + database,
                        "ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
    }
}
