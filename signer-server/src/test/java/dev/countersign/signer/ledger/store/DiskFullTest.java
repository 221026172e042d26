package dev.countersign.signer.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.engine.SqliteFile;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFullTest {

    @Test
    void a_full_disk_ends_the_service_and_keeps_exactly_what_was_answered(@TempDir Path path) throws Exception {
        var database = path.resolve("ledger.db");
        SqlLedger.create(database, TestAnchors.of(database), "test");
        var entry = new JournalEntry.PolicyActivated(Instant.EPOCH, 1, Digest32.sha256());
        long answered = 0;
        try (var sql = new Sql(SqliteFile.writer(database))) {
            var journal = JournalTable.load(sql, LedgerRow.read(sql));
            var pages = sql.first("PRAGMA page_count", row -> row.getLong(1)).orElseThrow();
            sql.first("PRAGMA max_page_count = " + (pages + 10), row -> row.getLong(1));
            try (var commit =
                    new GroupCommit(sql, journal, new Pace(System::nanoTime, () -> false), () -> 0, () -> {})) {
                commit.start();
                var refused = (Refused) null;
                while (refused == null) {
                    refused = catchThrowableOfType(Refused.class, () -> commit.submit(() -> journal.append(entry)));
                    answered += refused == null ? 1 : 0;
                }

                assertThat(refused.reason()).isEqualTo(Reason.LEDGER_UNAVAILABLE);
                assertThat(refused.refusal().message()).contains("full");
                assertThat(commit.ready()).isFalse();
            }
        }

        assertThat(answered).isGreaterThan(10);
        try (var sql = new Sql(SqliteFile.writer(database))) {
            assertThat(JournalTable.load(sql, LedgerRow.read(sql)).nextIndex()).isEqualTo(answered + 1);
        }
    }
}
