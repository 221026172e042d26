package dev.countersign.signer.ledger.store;

import dev.countersign.signer.journal.EntryDraft;
import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.anchor.Anchor;
import dev.countersign.signer.ledger.sql.Change;
import dev.countersign.signer.ledger.sql.Columns;
import dev.countersign.signer.ledger.sql.Insert;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The journal's entries, and its Merkle tree's right edge in memory. Entries and head are written in one
/// transaction: [#writeHead] comes before each commit.
public final class JournalTable {

    /// Leaves of the tree's last subtree that are read again at start, at most.
    private static final long TAIL = 1 << 16;

    private static final Insert INSERT =
            new Insert("journal", Columns.none().numbers("idx").bytes("content", "leaf_hash"));

    private static final Change HEAD = Change.of(
            "ledger", "UPDATE ledger SET tree_size = ?, tree_root = ?, frontier = ?, last_at = ?, database_at = ?");

    private static final Change TIME = Change.of("ledger", "UPDATE ledger SET last_at = ?, database_at = ?");

    private static final Change CONFIRM = Change.of("ledger", "UPDATE ledger SET last_at = last_at");

    private final Sql sql;
    private MerkleFrontier frontier;
    private Instant lastAt;
    private Optional<Long> databaseAt;
    private long headWrittenAt;
    private @Nullable TreeHead head; // of all entries so far; each group of them asks for it more than once

    private JournalTable(Sql sql, MerkleFrontier frontier, Instant lastAt, Optional<Long> databaseAt) {
        this.sql = sql;
        this.frontier = frontier;
        this.lastAt = lastAt;
        this.databaseAt = databaseAt;
        this.headWrittenAt = frontier.size();
    }

    /// The journal of a new ledger.
    public static JournalTable empty(Sql sql) {
        return new JournalTable(sql, MerkleFrontier.empty(), Instant.EPOCH, Optional.empty());
    }

    /// The journal as it lies on disk.
    ///
    /// @throws SQLException if the stored head is not that of the entries, as far as the tree's last subtree
    /// tells
    public static JournalTable load(Sql sql, LedgerRow row) throws SQLException {
        var frontier = frontier(row);
        checkTail(sql, row);
        return new JournalTable(sql, frontier, Instant.ofEpochMilli(row.lastAt()), row.databaseAt());
    }

    private static MerkleFrontier frontier(LedgerRow row) throws SQLException {
        MerkleFrontier frontier;
        try {
            frontier = MerkleFrontier.restore(row.head().size(), row.frontier());
        } catch (IllegalArgumentException e) {
            throw new SQLException("the stored frontier does not fit the stored head", e);
        }
        if (!frontier.head().equals(row.head())) {
            throw new SQLException("the stored frontier does not hash to the stored head");
        }
        return frontier;
    }

    /// Takes the journal for what a ledger's row says of it, whatever was in memory.
    ///
    /// @throws SQLException if the stored head is not that of the stored frontier
    public void restart(LedgerRow row) throws SQLException {
        frontier = frontier(row);
        headWrittenAt = frontier.size();
        head = null;
        lastAt = Instant.ofEpochMilli(row.lastAt());
    }

    /// Reads what others wrote since, up to what a ledger's row says.
    ///
    /// @param visitor told of each entry
    /// @throws SQLException if that does not lead to the stored head: the journal has another past than
    /// the one that is known here
    public void follow(LedgerRow row, Consumer<JournalEntry> visitor) throws SQLException {
        sql.each(
                "SELECT content, leaf_hash FROM journal WHERE idx >= ? ORDER BY idx",
                entry -> {
                    frontier.append(Digest32.of(entry.getBytes("leaf_hash")));
                    visitor.accept(JournalCodec.decode(Bytes.of(entry.getBytes("content"))));
                },
                frontier.size());
        if (!frontier.head().equals(row.head())) {
            throw new SQLException("what others wrote does not lead to the stored head: the journal has another past");
        }
        headWrittenAt = frontier.size();
        head = row.head();
        lastAt = Instant.ofEpochMilli(row.lastAt());
    }

    /// The entry at an index, which must be committed; empty if it is not in the database: it is archived.
    public Optional<JournalEntry> read(long index) throws SQLException {
        return sql.first(
                "SELECT content FROM journal WHERE idx = ?",
                entry -> JournalCodec.decode(Bytes.of(entry.getBytes("content"))),
                index);
    }

    /// Writes an entry and returns its index.
    public long append(JournalEntry entry) throws SQLException {
        return append(JournalCodec.encode(entry), entry.at());
    }

    /// The same for an entry that was drafted before.
    public long append(EntryDraft draft, Instant at) throws SQLException {
        return append(draft.dated(at), at);
    }

    private long append(Bytes content, Instant at) throws SQLException {
        var index = frontier.size();
        var leafHash = MerkleFrontier.leafHash(content);
        sql.insert(INSERT, index, content, leafHash);
        frontier.append(leafHash);
        head = null;
        lastAt = at;
        return index;
    }

    /// Writes the head that the entries so far make, if there are new ones.
    public void writeHead() {
        if (headWrittenAt == frontier.size()) {
            return;
        }
        var written = head();
        sql.later(HEAD, written.size(), written.root(), frontier.nodes(), lastAt.toEpochMilli(), databaseAt);
        headWrittenAt = written.size();
    }

    /// Takes note of the database's clock, which goes with the time of the entries that follow.
    public void databaseAt(Instant time) {
        databaseAt = Optional.of(time.toEpochMilli());
    }

    /// Records a time without an entry: the database's clock ran ahead of it.
    public void recordTime(Instant at) {
        lastAt = at;
        sql.later(TIME, at.toEpochMilli(), databaseAt);
    }

    /// Writes the same head again: a commit that has nothing else to make durable is durable, then.
    public void confirm() {
        sql.later(CONFIRM);
    }

    /// The nodes of the tree's right edge, as [MerkleFrontier#nodes].
    public Bytes nodes() {
        return frontier.nodes();
    }

    /// True if the entries after `mark` lead from its tree to this one.
    public boolean follows(Anchor.Mark mark) throws SQLException {
        if (frontier.size() < mark.size()) {
            return false;
        }
        var tree = mark.frontier();
        sql.each(
                "SELECT idx, leaf_hash FROM entry WHERE idx >= ? ORDER BY idx",
                entry -> tree.append(Digest32.of(entry.getBytes("leaf_hash"))),
                mark.size());
        return tree.head().equals(head());
    }

    /// The index that the next entry gets.
    public long nextIndex() {
        return frontier.size();
    }

    public TreeHead head() {
        var known = head;
        if (known == null) {
            known = frontier.head();
            head = known;
        }
        return known;
    }

    /// The time of the last entry.
    public Instant lastAt() {
        return lastAt;
    }

    /// The root of the tree's last subtree is the last node of the frontier; it must come out of the entries.
    private static void checkTail(Sql sql, LedgerRow row) throws SQLException {
        var size = row.head().size();
        if (size == 0
                || sql.first("SELECT 1 FROM journal WHERE idx >= ? LIMIT 1", r -> r.getLong(1), size)
                        .isPresent()) {
            throw new SQLException("the stored head of size " + size + " is not that of the last entry");
        }
        var subtree = Long.lowestOneBit(size);
        var leaves = Math.min(subtree, TAIL);
        var tail = MerkleFrontier.empty();
        sql.each(
                "SELECT idx, content, leaf_hash FROM entry WHERE idx >= ? ORDER BY idx",
                entry -> {
                    var leafHash = Digest32.of(entry.getBytes("leaf_hash"));
                    var content = Optional.ofNullable(entry.getBytes("content"));
                    if (content.isEmpty() && entry.getLong("idx") >= row.archived()) {
                        throw new SQLException("entry " + entry.getLong("idx") + " is missing, and not archived");
                    }
                    if (content.isPresent() && !leafHash.equals(MerkleFrontier.leafHash(Bytes.of(content.get())))) {
                        throw new SQLException("entry " + entry.getLong("idx") + " does not fit its leaf hash");
                    }
                    tail.append(leafHash);
                },
                size - leaves);
        var edge = row.frontier();
        var last = new Digest32(edge.slice(edge.size() - 32, edge.size()));
        if (tail.size() != leaves || (leaves == subtree && !tail.head().root().equals(last))) {
            throw new SQLException("the last entries do not fit the stored head of size " + size);
        }
    }
}
