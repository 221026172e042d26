package dev.countersign.signer.ledger.store;

import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.sql.Question;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Which ledger this is, its active policy and its journal's head.
///
/// @param policyVersion 0 if none was activated yet
/// @param frontier the nodes of a [dev.countersign.signer.journal.MerkleFrontier]
/// @param lastAt the last ledger time recorded, milliseconds
/// @param databaseAt the database's clock at `lastAt`, milliseconds; empty where the server's own clock is followed
/// @param archived how many entries are in files of the archive, and not in the database once they were moved
/// @param fullSince when the ledger was resumed after it had been put back, if ever
public record LedgerRow(
        String ledgerId,
        String deployment,
        long policyVersion,
        Optional<Digest32> policyDigest,
        TreeHead head,
        Bytes frontier,
        long lastAt,
        Optional<Long> databaseAt,
        long archived,
        Optional<Instant> fullSince) {

    /// The one row of a ledger.
    ///
    /// @throws SQLException if there is none: the database was not made by us to the end
    public static LedgerRow read(Sql sql) throws SQLException {
        return sql.first("SELECT * FROM ledger", LedgerRow::from)
                .orElseThrow(() -> new SQLException("the ledger has no identity row"));
    }

    /// What reads it once nobody else has it locked; until the transaction ends nobody else can lock it.
    ///
    /// @param found takes it
    public static Question lock(Consumer<LedgerRow> found) {
        return Question.of("SELECT * FROM ledger FOR UPDATE", row -> found.accept(from(row)));
    }

    private static LedgerRow from(ResultSet row) throws SQLException {
        return new LedgerRow(
                row.getString("ledger_id"),
                row.getString("deployment"),
                row.getLong("policy_version"),
                Optional.ofNullable(row.getBytes("policy_digest")).map(Digest32::of),
                new TreeHead(row.getLong("tree_size"), Digest32.of(row.getBytes("tree_root"))),
                Bytes.of(row.getBytes("frontier")),
                row.getLong("last_at"),
                Optional.ofNullable(row.getObject("database_at")).map(millis -> ((Number) millis).longValue()),
                row.getLong("archived"),
                Optional.ofNullable(row.getObject("full_since"))
                        .map(millis -> Instant.ofEpochMilli(((Number) millis).longValue())));
    }

    /// Writes the identity of a new ledger, with an empty journal.
    public static void insert(Sql sql, LedgerRow row) throws SQLException {
        sql.update(
                "INSERT INTO ledger (only_row, ledger_id, deployment, tree_size, tree_root, frontier, last_at,"
                        + " database_at) VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
                row.ledgerId(),
                row.deployment(),
                row.head().size(),
                row.head().root(),
                row.frontier(),
                row.lastAt(),
                row.databaseAt());
    }

    /// Has windows count as full for their length from `atMillis` on.
    public static void resume(Sql sql, long atMillis) throws SQLException {
        sql.update("UPDATE ledger SET full_since = ?", atMillis);
    }

    /// Lets the first entries leave the database: they are in the archive.
    public static void archive(Sql sql, long entries) throws SQLException {
        sql.update("UPDATE ledger SET archived = ?", entries);
    }

    /// Makes a policy the active one.
    public static void activate(Sql sql, long version, Digest32 digest) throws SQLException {
        sql.update("UPDATE ledger SET policy_version = ?, policy_digest = ?", version, digest);
    }
}
