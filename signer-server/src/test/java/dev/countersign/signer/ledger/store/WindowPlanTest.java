package dev.countersign.signer.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.engine.SqliteFile;
import dev.countersign.signer.ledger.postgres.TestPostgres;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Quantity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// However long the journal is, a window is rebuilt from what its keys settled within it.
class WindowPlanTest {

    @TempDir
    private Path folder;

    @Test
    void a_window_of_a_key_and_of_its_clients_is_found_by_key_and_time() throws Exception {
        var ofKey = Optional.of(Payers.of(TestGrants.PAYER));

        assertFoundByKeyAndTime(plan(Scope.KEY, ofKey, Optional.empty()));
        assertFoundByKeyAndTime(plan(Scope.CLIENT, ofKey, Optional.of(TestGrants.HOT_WALLET)));
    }

    @Test
    void a_window_over_all_keys_is_found_key_by_key() throws Exception {
        assertFoundByKeyAndTime(plan(Scope.ALL, Optional.empty(), Optional.empty()));
        assertFoundByKeyAndTime(plan(Scope.CLIENT_ALL, Optional.empty(), Optional.of(TestGrants.HOT_WALLET)));
    }

    /// Each row is told as it is found: a first row that waits for millions would come after the connection was given
    /// up.
    @Test
    void on_postgresql_nothing_is_gathered_before_it_is_told() throws Exception {
        var window = Charges.families(Charges.Seen.by(meter(Scope.ALL, Optional.empty(), Optional.empty())));

        assertThat(postgresPlan(window.replace("?", "0"))).anyMatch(step -> step.contains("request_by_settlement"));
        assertThat(postgresPlan((Charges.LIVING + "1 = 1")
                        .replace("until > ?", "until > 0")
                        .replace("?", "''")))
                .anyMatch(step -> step.contains("living_by_request"));
    }

    private List<String> postgresPlan(String query) throws Exception {
        var plan = new ArrayList<String>();
        var database = TestPostgres.database();
        SqlLedger.create(
                database, folder.resolve(database.settings().database() + ".anchor"), "test", TimeSource.system());
        try (var connection = database.writer(Engine.Use.SERVE);
                var statement = connection.createStatement();
                var steps = statement.executeQuery("EXPLAIN " + query)) {
            while (steps.next()) {
                plan.add(steps.getString(1));
            }
        }
        assertThat(plan)
                .as(String.join("\n", plan))
                .noneMatch(step -> step.contains("Seq Scan on request") || step.contains("Seq Scan on living"))
                .noneMatch(step -> step.contains("Sort") || step.contains("Materialize"));
        return plan;
    }

    private static void assertFoundByKeyAndTime(List<String> plan) {
        assertThat(plan)
                .as(plan.toString())
                .anyMatch(step -> step.contains("request_by_settlement (public_key=? AND settled_at=?)"))
                .anyMatch(step -> step.contains("request_by_settlement (public_key=? AND settled_at>?)"))
                .noneMatch(step -> step.contains("autoindex_request"))
                .noneMatch(step -> step.matches("SCAN request( |$).*") && !step.contains("request_by_settlement"));
    }

    private static Meter meter(Scope scope, Optional<Payers> payers, Optional<Client> client) {
        return new Meter(
                scope,
                payers,
                client,
                Optional.empty(),
                new Quantity.Units(TestGrants.USDC.asset()),
                Duration.ofHours(24));
    }

    private List<String> plan(Scope scope, Optional<Payers> payers, Optional<Client> client) throws Exception {
        var meter = meter(scope, payers, client);
        var database = folder.resolve("ledger-" + scope + ".db");
        SqlLedger.create(database, TestAnchors.of(database), "test");
        var plan = new ArrayList<String>();
        try (var connection = SqliteFile.reader(database);
                var steps = connection
                        .createStatement()
                        .executeQuery("EXPLAIN QUERY PLAN " + Charges.families(Charges.Seen.by(meter)))) {
            while (steps.next()) {
                plan.add(steps.getString("detail"));
            }
        }
        return plan;
    }
}
