package dev.countersign.signer.ledger;

import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.ledger.LedgerReader.StoredEntry;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.LedgerRow;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// What can be archived of a ledger, and what a file of its archive has to be: the database as it stood when this was
/// opened, without a look at any file. What cannot be read ends in [UncheckedIOException]. For one thread at a time.
public final class ArchiveSource implements AutoCloseable {

    private final Snapshot snapshot;
    private final Sql sql;
    private final LedgerRow ledger;

    private ArchiveSource(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.sql = snapshot.sql();
        this.ledger = snapshot.ledger();
    }

    /// Takes the snapshot.
    ///
    /// @throws LedgerRefused if the ledger cannot be read
    public static ArchiveSource open(Engine database) throws LedgerRefused {
        return new ArchiveSource(Snapshot.open(database, "; `countersign journal verify` tells more"));
    }

    public String ledgerId() {
        return ledger.ledgerId();
    }

    /// How many entries are in files, by the ledger's own row.
    public long archived() {
        return ledger.archived();
    }

    /// How many entries there are.
    public long size() {
        return ledger.head().size();
    }

    /// How many entries the journal had at a time: those that are older.
    public long sizeAt(Instant time) {
        return snapshot.read(() -> {
            var older = ledger.archived(); // ledger time never runs back, so that they can be halved
            var newer = ledger.head().size();
            while (older < newer) {
                var middle = older + (newer - older) / 2;
                if (at(middle).isBefore(time)) {
                    older = middle + 1;
                } else {
                    newer = middle;
                }
            }
            return older;
        });
    }

    private Instant at(long index) throws SQLException {
        return sql.first(
                        "SELECT content FROM journal WHERE idx = ?",
                        row -> JournalCodec.decode(Bytes.of(row.getBytes("content")))
                                .at(),
                        index)
                .orElseThrow(() -> new SQLException("entry " + index + " is missing, and not archived"));
    }

    /// The newest checkpoint of a size from `least` to `most`.
    public Optional<String> newestCheckpoint(long least, long most) {
        return checkpoint(
                "SELECT note FROM checkpoint WHERE tree_size BETWEEN ? AND ? ORDER BY tree_size DESC", least, most);
    }

    /// The oldest checkpoint of a size from `least` to `most`.
    public Optional<String> oldestCheckpoint(long least, long most) {
        return checkpoint(
                "SELECT note FROM checkpoint WHERE tree_size BETWEEN ? AND ? ORDER BY tree_size", least, most);
    }

    private Optional<String> checkpoint(String query, long least, long most) {
        return snapshot.read(() -> sql.first(query + " LIMIT 1", row -> row.getString(1), least, most));
    }

    /// Visits the leaf hashes of the entries from `from` to before `to`, in order.
    ///
    /// @throws UncheckedIOException also if one is missing
    public void leaves(long from, long to, Consumer<Digest32> visitor) {
        var gapless = new Gapless(from);
        snapshot.read(() -> {
            sql.each(
                    "SELECT idx, leaf_hash FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx",
                    row -> {
                        gapless.pass(row.getLong("idx"));
                        visitor.accept(Digest32.of(row.getBytes("leaf_hash")));
                    },
                    from,
                    to);
            gapless.pass(to);
            return true;
        });
    }

    /// Visits the entries from `from` to before `to`, in order; they must be in the database.
    ///
    /// @throws UncheckedIOException also if one is missing
    public void entries(long from, long to, Consumer<StoredEntry> visitor) {
        var gapless = new Gapless(from);
        snapshot.read(() -> {
            sql.each(
                    "SELECT idx, content, leaf_hash FROM journal WHERE idx >= ? AND idx < ? ORDER BY idx",
                    row -> {
                        gapless.pass(row.getLong("idx"));
                        visitor.accept(new StoredEntry(
                                row.getLong("idx"),
                                Bytes.of(row.getBytes("content")),
                                Digest32.of(row.getBytes("leaf_hash"))));
                    },
                    from,
                    to);
            gapless.pass(to);
            return true;
        });
    }

    /// Counts what comes by.
    private static final class Gapless {

        private long next;

        Gapless(long first) {
            next = first;
        }

        void pass(long index) throws SQLException {
            if (index != next) {
                throw new SQLException("entry " + next + " is missing");
            }
            next++;
        }
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
