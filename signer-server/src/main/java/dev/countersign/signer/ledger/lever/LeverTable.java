package dev.countersign.signer.ledger.lever;

import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.model.Lever;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// Every lever that was ever pulled; in memory, those that stand. Used by the committing thread alone,
/// but for [#published].
public final class LeverTable {

    private final Sql sql;
    private Levers standing;
    private volatile Levers published;

    /// What lies in the table.
    public LeverTable(Sql sql) throws SQLException {
        this.sql = sql;
        this.standing = read(sql);
        this.published = standing;
    }

    /// What stands as it is committed, on any connection.
    public static Levers read(Sql sql) throws SQLException {
        return new Levers(
                sql.all("SELECT * FROM lever WHERE lifted_index IS NULL ORDER BY pulled_index", LeverTable::read));
    }

    /// What other threads go by: a lever stands here before it is committed, and until it is committed
    /// that it was let go of. So whoever reads what a commit wrote, and then asks here, learns of every
    /// lever of that commit.
    public Levers published() {
        return published;
    }

    /// Has other threads go by what was committed.
    public void publish() {
        published = standing;
    }

    /// Has everybody go by what others committed.
    public void follow() throws SQLException {
        standing = read(sql);
        published = standing;
    }

    /// What stands, with what is not committed yet.
    public Levers standing() {
        return standing;
    }

    /// The lever that an operator's command pulled before, standing or not.
    public Optional<PulledLever> pulledBy(String operator, String commandId) throws SQLException {
        return sql.first(
                "SELECT * FROM lever WHERE operator = ? AND command_id = ?", LeverTable::read, operator, commandId);
    }

    /// The lever that an entry pulled; empty if there is none, or it was let go of.
    public Optional<PulledLever> standingAt(long index) {
        return standing.at(index);
    }

    public void insert(PulledLever pulled, String commandId) throws SQLException {
        sql.update(
                "INSERT INTO lever (pulled_index, lever, operator, command_id, reason, pulled_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                pulled.index(),
                pulled.lever().text(),
                pulled.operator(),
                commandId,
                pulled.reason(),
                pulled.at().toEpochMilli());
        standing = standing.with(pulled);
        published = published.with(pulled);
    }

    /// Takes note that a lever was let go of.
    ///
    /// @param by the index of the entry that says so
    public void lift(PulledLever lifted, long by) throws SQLException {
        sql.update("UPDATE lever SET lifted_index = ? WHERE pulled_index = ?", by, lifted.index());
        standing = standing.without(lifted);
    }

    private static PulledLever read(ResultSet row) throws SQLException {
        return new PulledLever(
                row.getLong("pulled_index"),
                lever(row.getString("lever")),
                row.getString("operator"),
                row.getString("reason"),
                Instant.ofEpochMilli(row.getLong("pulled_at")));
    }

    private static Lever lever(String text) throws SQLException {
        try {
            return Lever.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SQLException("a lever that cannot be read", e);
        }
    }
}
