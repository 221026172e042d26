package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A ledger that is not surely the right one, whole and alone, is not served; and the operator is told what
/// to do.
class LedgerOpeningTest {

    @TempDir
    private Path path;

    private final SteppedTime time = new SteppedTime();
    private Path database = Path.of("");

    @BeforeEach
    void create() throws Exception {
        database = path.resolve("ledger.db");
        SqlLedger.create(database, TestAnchors.of(database), "prod", time);
    }

    private LedgerSettings settings(boolean acceptDowntime) {
        return new LedgerSettings(
                new SqliteEngine(database), TestAnchors.of(database), "prod", Duration.ofHours(12), acceptDowntime);
    }

    private void open(boolean acceptDowntime) throws LedgerRefused {
        SqlLedger.open(settings(acceptDowntime), time, "1.0").close();
    }

    private void refuses(String... words) {
        assertThatThrownBy(() -> open(false)).isInstanceOf(LedgerRefused.class).hasMessageContainingAll(words);
    }

    private void execute(String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void a_missing_ledger_is_not_made_on_the_way() throws Exception {
        database = path.resolve("other.db");

        refuses("there is no ledger at", "ledger init");
        assertThat(database).doesNotExist();
    }

    @Test
    void an_empty_file_is_no_ledger() throws Exception {
        Files.write(database, new byte[0]);

        refuses("is empty", "ledger init");
    }

    @Test
    void a_file_of_something_else_is_left_alone() throws Exception {
        Files.writeString(database, "dear diary");

        refuses("not a SQLite database");
        assertThat(database).hasContent("dear diary");
    }

    @Test
    void a_database_of_something_else_is_left_alone() throws Exception {
        execute("PRAGMA application_id = 42");

        refuses("something else");
    }

    @Test
    void a_newer_schema_is_not_touched() throws Exception {
        execute("PRAGMA user_version = 6");

        refuses("schema version 6", "version 5");
    }

    @Test
    void another_deployments_ledger_is_refused() {
        assertThatThrownBy(() -> SqlLedger.open(
                        new LedgerSettings(
                                new SqliteEngine(database),
                                TestAnchors.of(database),
                                "staging",
                                Duration.ofHours(12),
                                false),
                        time,
                        "1.0"))
                .isInstanceOf(LedgerRefused.class)
                .hasMessageContainingAll("deployment prod", "staging");
    }

    @Test
    void a_ledger_serves_one_server_at_a_time() throws Exception {
        try (var ledger = SqlLedger.open(settings(false), time, "1.0")) {
            refuses("held by a running server");
            assertThat(ledger.ready()).isTrue();
        }
        open(false);
    }

    @Test
    void a_ledger_is_never_overwritten() {
        assertThatThrownBy(() -> SqlLedger.create(database, TestAnchors.of(database), "prod", time))
                .isInstanceOf(LedgerRefused.class)
                .hasMessageContaining("never overwritten");
    }

    @Test
    void a_long_downtime_must_be_accepted_once_and_is_journaled() throws Exception {
        time.pass(Duration.ofHours(13));

        refuses("PT13H", "--accept-downtime");
        open(true);
        open(false);

        assertThat(started()).containsExactly(Duration.ofHours(13), Duration.ZERO);
    }

    @Test
    void a_clock_before_the_last_entry_is_refused() throws Exception {
        time.step(Duration.ofMinutes(-2));

        refuses("set the clock right");
    }

    @Test
    void ledger_time_starts_where_it_stopped_if_the_clock_is_a_little_behind() throws Exception {
        var last = time.wall();
        time.step(Duration.ofSeconds(-30));

        try (var ledger = SqlLedger.open(settings(false), time, "1.0")) {
            assertThat(ledger.now()).isEqualTo(last);
        }
    }

    @Test
    void an_end_that_does_not_fit_the_head_is_refused() throws Exception {
        open(false);
        execute("DROP TRIGGER journal_is_not_deleted");
        execute("DELETE FROM journal WHERE idx = 1");

        refuses("do not fit the stored head");
    }

    @Test
    void a_changed_last_entry_is_refused() throws Exception {
        execute("DROP TRIGGER journal_is_not_changed");
        execute("UPDATE journal SET content = x'7b7d'");

        refuses("entry 0 does not fit");
    }

    @Test
    void the_journal_cannot_be_changed_by_mistake() {
        assertThatThrownBy(() -> execute("UPDATE journal SET content = x'7b7d'"))
                .hasMessageContaining("append-only");
    }

    private List<Duration> started() throws LedgerRefused {
        var downtimes = new ArrayList<Duration>();
        try (var reader = SqlLedgerReader.open(new SqliteEngine(database))) {
            reader.entries(0, entry -> {
                if (JournalCodec.decode(entry.content()) instanceof JournalEntry.Started started) {
                    downtimes.add(started.downtime());
                }
            });
        }
        return downtimes;
    }
}
