package dev.countersign.signer.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.engine.SqliteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// However long the journal is, what is outstanding is found by what can still be used.
class LivingPlanTest {

    @Test
    void a_rebuild_reads_the_living_of_one_chain_and_their_requests(@TempDir Path folder) throws Exception {
        var database = folder.resolve("ledger.db");
        SqlLedger.create(database, TestAnchors.of(database), "test");
        var plan = new ArrayList<String>();
        try (var connection = SqliteFile.reader(database);
                var statement = connection.prepareStatement("EXPLAIN QUERY PLAN " + Charges.LIVING + "1 = 1")) {
            statement.setLong(1, 5);
            statement.setString(2, "eip155:1/");
            statement.setString(3, "eip155:10");
            try (var steps = statement.executeQuery()) {
                while (steps.next()) {
                    plan.add(steps.getString("detail"));
                }
            }
        }

        assertThat(plan)
                .anySatisfy(step -> assertThat(step).contains("SEARCH living").contains("(series>? AND series<?)"))
                .anySatisfy(step -> assertThat(step).contains("SEARCH request USING INTEGER PRIMARY KEY"))
                .noneSatisfy(step -> assertThat(step).startsWith("SCAN"));
    }
}
