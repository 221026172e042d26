package dev.countersign.signer.ledger.engine;

import dev.countersign.signer.ledger.LedgerRefused;
import dev.countersign.signer.ledger.sql.Question;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.LedgerRow;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The turn of one node: the lock on the row of the ledger, from the begin of a group's transaction to its
/// commit. While a node has it no other writes; what others wrote before is committed, and can be read.
///
/// @param row the ledger as the last turn left it
/// @param timeline of the write-ahead log: it rises when a standby is promoted
/// @param databaseTime the primary's clock
public record PostgresTurn(LedgerRow row, long timeline, Instant databaseTime) {

    /// How long a standby may take to say that it has what the primary says it has.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long LOOK_NANOS = 200_000;

    /// A standby that keeps the primary's commits waiting until it has them on its disk.
    private static final String STANDBY =
            "FROM pg_stat_replication WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum')";

    /// The first eight hex digits of a WAL file's name (PostgreSQL 17 Documentation, 9.28.3).
    static final String TIMELINE =
            "('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::bigint";

    private record Status(long timeline, Instant time, boolean standby) {}

    /// @param place in the write-ahead log
    private record Flushed(String place, boolean replicated) {}

    /// Waits for the turn.
    ///
    /// @param synchronous without a standby there is none
    /// @throws LedgerRefused if no synchronous standby is connected
    static PostgresTurn take(Sql sql, boolean synchronous) throws SQLException, LedgerRefused {
        var rows = new ArrayList<LedgerRow>();
        var statuses = new ArrayList<Status>();
        // the second question is answered when the first one has the lock
        sql.ask(List.of(
                LedgerRow.lock(rows::add),
                Question.of(
                        "SELECT " + TIMELINE + ", database_time(), EXISTS (SELECT 1 " + STANDBY + ")",
                        found -> statuses.add(new Status(
                                found.getLong(1), Instant.ofEpochMilli(found.getLong(2)), found.getBoolean(3))))));
        if (rows.isEmpty()) {
            throw new SQLException("the ledger has no identity row");
        }
        var status = statuses.getFirst();
        if (synchronous && !status.standby()) {
            throw new LedgerRefused("no synchronous standby is connected to the primary, or this role may not see it:"
                    + " nothing is signed until one is. Bring one back; if the role is new, GRANT pg_monitor to it."
                    + " (`require_synchronous` in server.yaml)");
        }
        return new PostgresTurn(rows.getFirst(), status.timeline(), status.time());
    }

    /// The last ledger time recorded.
    public Instant lastAt() {
        return Instant.ofEpochMilli(row.lastAt());
    }

    /// The primary's clock at that time.
    public Instant databaseLast() {
        return Instant.ofEpochMilli(row.databaseAt().orElse(row.lastAt()));
    }

    /// Commits, and returns once a synchronous standby has on its disk what was committed: a commit waits for it
    /// too, unless somebody took the standbys from the primary's configuration meanwhile, or cancelled the waiting.
    ///
    /// @throws SQLException if none has it in time: what was committed may be lost with the primary
    static void commitReplicated(Sql sql) throws SQLException {
        var answers = new ArrayList<Flushed>();
        sql.commitAndAsk(Question.of(
                "SELECT pg_current_wal_flush_lsn()::text, EXISTS (SELECT 1 " + STANDBY
                        + " AND flush_lsn >= pg_current_wal_flush_lsn())",
                row -> answers.add(new Flushed(row.getString(1), row.getBoolean(2)))));
        var flushed = answers.getFirst();
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (!flushed.replicated() && !isReplicated(sql, flushed.place())) {
            if (System.nanoTime() - until > 0) {
                throw new SQLException("no synchronous standby has what was committed", "08007");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static boolean isReplicated(Sql sql, String committed) throws SQLException {
        var replicated = sql.first(
                        "SELECT EXISTS (SELECT 1 " + STANDBY + " AND flush_lsn >= ?::pg_lsn)",
                        row -> row.getBoolean(1),
                        committed)
                .orElseThrow();
        sql.commit();
        return replicated;
    }
}
