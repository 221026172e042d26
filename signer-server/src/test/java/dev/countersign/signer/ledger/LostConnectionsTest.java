package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.postgres.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// As [LinearizabilityTest], while PostgreSQL ends every session in the middle of each history. A call that got no
/// answer may have happened or not; the journal says which, and every other answer has to agree with it.
@ParameterizedClass
@EnumSource(names = {"POSTGRES", "THREE_NODES"})
class LostConnectionsTest extends WithHistories {

    private static final int HISTORIES = 10;

    LostConnectionsTest(Place place) {
        super(place);
    }

    @Test
    void every_history_is_linearizable_though_connections_are_lost() throws Exception {
        var seeds = new Random();
        for (var history = 0; history < Seeds.histories(HISTORIES); history++) {
            histories.check(seeds.nextLong(), running -> running.tormented(this::endSessions));
        }
        histories.verify("lost connections");
        assertThat(histories.answers).containsKey("unanswered");
    }

    private void endSessions() {
        var database = ((PostgresEngine) histories.engine).settings().database();
        try {
            TestPostgres.server()
                    .execute(
                            "postgres",
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database
                                    + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
