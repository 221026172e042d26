package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Payment.USDC;
import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Reason;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A write that fails ends the ledger's service at once, and nothing that was not answered counts as signed.
class LedgerFailureTest {

    private LedgerFolder folder;

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        folder = new LedgerFolder(path);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    /// Fails when the named write is done: in the middle of a command, or right before its commit.
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"INSERT ON slot", "UPDATE ON ledger"})
    void a_failed_write_stops_the_ledger_until_a_restart(String write) throws Exception {
        folder.sign(Payment.of(folder.grant, "r1", 100, 1));
        whileClosed("CREATE TRIGGER broken_disk BEFORE " + write
                + " WHEN EXISTS (SELECT 1 FROM request WHERE request_id = 'r2')"
                + " BEGIN SELECT RAISE(FAIL, 'broken disk'); END");

        var refusal = refusalOf(() -> folder.reserve(Payment.of(folder.grant, "r2", 30, 2)));

        assertThat(refusal.reason()).isEqualTo(Reason.LEDGER_UNAVAILABLE);
        assertThat(refusal.message()).contains("broken disk", "restart the server");
        assertThat(folder.ledger.ready()).isFalse();
        assertThat(refusalOf(() -> folder.used(USDC)).reason()).isEqualTo(Reason.LEDGER_UNAVAILABLE);
        assertThat(refusalOf(folder.ledger::head).reason()).isEqualTo(Reason.LEDGER_UNAVAILABLE);

        whileClosed("DROP TRIGGER broken_disk");
        assertThat(folder.used(USDC)).isEqualTo(100);
        assertThat(folder.sign(Payment.of(folder.grant, "r2", 30, 2))).isNotNull();
    }

    @Test
    void a_clock_that_jumps_ahead_stops_writes_and_frees_nothing() throws Exception {
        folder.sign(Payment.of(folder.grant, "r1", 100, 1));
        folder.time.step(Duration.ofDays(2));

        assertThat(refusalOf(() -> folder.reserve(Payment.of(folder.grant, "r2", 30, 2)))
                        .message())
                .contains("jumped ahead");
        assertThat(folder.ledger.ready()).isFalse();

        folder.time.step(Duration.ofDays(-2));
        assertThat(folder.used(USDC)).isEqualTo(100);
        assertThat(folder.ledger.ready()).isTrue();
    }

    private void whileClosed(String sql) throws Exception {
        folder.ledger.close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.database);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
        folder.ledger = folder.open();
    }
}
