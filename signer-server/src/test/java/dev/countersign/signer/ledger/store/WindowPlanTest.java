package dev.countersign.signer.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
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

    /// What is counted is joined, not scanned for each request: that would take hours for a million.
    @Test
    void on_postgresql_what_is_counted_is_joined() throws Exception {
        var meter = meter(Scope.ALL, Optional.empty(), Optional.empty());
        var query = Charges.families(Charges.Seen.by(meter)).replace("?", "0");
        var plan = new ArrayList<String>();
        try (var connection = TestPostgres.database().reader();
                var statement = connection.createStatement();
                var steps = statement.executeQuery("EXPLAIN " + query)) {
            while (steps.next()) {
                plan.add(steps.getString(1));
            }
        }
        assertThat(plan)
                .anyMatch(step -> step.contains("counted"))
                .noneMatch(step -> step.contains("ANY (id =") || step.contains("ANY (family ="));
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
