package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.ledger.postgres.TestPostgres;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The role that docs/ledger.md gives to nodes takes nothing of the record away. That it is enough to serve, all tests
/// on PostgreSQL show: their nodes have it ([Place]).
class LeastPrivilegeTest {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM journal",
                "UPDATE journal SET content = ''",
                "DELETE FROM request",
                "DELETE FROM slot",
                "UPDATE slot SET fee_cap = '0'",
                "DELETE FROM ledger",
                "INSERT INTO ledger SELECT * FROM ledger",
                "DELETE FROM lever",
                "DELETE FROM policy",
                "DELETE FROM officer_order",
                "UPDATE price_table SET version = 2",
                "DELETE FROM spent",
                "UPDATE schema_version SET version = 6",
                "TRUNCATE journal CASCADE",
                "TRUNCATE living",
                "ALTER TABLE journal DISABLE TRIGGER ALL",
                "DROP TABLE living",
                "DROP SCHEMA countersign CASCADE",
                "CREATE TABLE countersign.other (id BIGINT)",
                "CREATE OR REPLACE FUNCTION database_time() RETURNS BIGINT LANGUAGE sql AS 'SELECT 0::BIGINT'",
                "SET session_replication_role = replica"
            })
    void a_node_takes_nothing_of_the_record_away(String statement, @TempDir Path folder) throws Exception {
        try (var ledger = new LedgerFolder(Place.POSTGRES, folder);
                var connection = DriverManager.getConnection(
                        "jdbc:" + ledger.engine + "?currentSchema=countersign", TestPostgres.NODE, "");
                var attempt = connection.createStatement()) {
            assertThatThrownBy(() -> attempt.execute(statement))
                    .isInstanceOf(SQLException.class)
                    .satisfies(thrown -> assertThat(((SQLException) thrown).getSQLState())
                            .as(thrown.getMessage())
                            .isEqualTo(INSUFFICIENT_PRIVILEGE));
        }
    }
}
