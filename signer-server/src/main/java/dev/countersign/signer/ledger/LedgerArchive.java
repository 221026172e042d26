package dev.countersign.signer.ledger;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.archive.SealedFile;
import dev.countersign.signer.ledger.anchor.Anchor;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.engine.Hold;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.JournalTable;
import dev.countersign.signer.ledger.store.LedgerRow;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;

/// Lets old entries leave the database, once they are in files of the archive: writes down how many are, and then moves
/// them, a few at a time. Of each the leaf hash stays. On PostgreSQL beside nodes that serve: it takes a turn to write,
/// and none to move. For one thread at a time.
public final class LedgerArchive implements AutoCloseable {

    /// Entries that leave in one transaction.
    private static final long BATCH = 5_000;

    private final LedgerSettings settings;
    private final Hold hold;
    private final Anchor anchor;
    private final Sql sql;
    private final JournalTable journal;

    private LedgerArchive(LedgerSettings settings, Hold hold, Anchor anchor, Sql sql, JournalTable journal) {
        this.settings = settings;
        this.hold = hold;
        this.anchor = anchor;
        this.sql = sql;
        this.journal = journal;
    }

    /// Takes hold of the ledger.
    ///
    /// @throws LedgerRefused if it is none, another deployment's, not what its anchor remembers, or one of
    ///     SQLite that a server holds
    public static LedgerArchive open(LedgerSettings settings) throws LedgerRefused {
        var database = settings.database();
        database.requireFit();
        Hold hold = null;
        Anchor anchor = null;
        Sql sql = null;
        try {
            hold = database.hold();
            // before the row is read: a node that serves writes on, to the database before the anchor
            anchor = AnchorCheck.open(settings);
            sql = new Sql(database.writer(Engine.Use.SERVE));
            var row = LedgerRow.read(sql);
            Opening.requireDeployment(settings, row);
            var journal = JournalTable.load(sql, row);
            AnchorCheck.require(settings, row, journal, anchor.mark());
            sql.rollback();
            var archive = new LedgerArchive(settings, hold, anchor, sql, journal);
            hold = null;
            anchor = null;
            sql = null;
            return archive;
        } catch (SQLException | IOException e) {
            throw new LedgerRefused(
                    "the ledger " + database + " cannot be used: " + e.getMessage()
                            + "; check its disk and the room on it; `countersign journal verify` tells more",
                    e);
        } finally {
            Opening.abandon(sql, anchor, hold);
        }
    }

    /// How many entries are in files.
    public long archived() throws LedgerRefused {
        return doing(() -> LedgerRow.read(sql).archived());
    }

    /// The first entry whose bytes are still in the database.
    public long firstInDatabase() throws LedgerRefused {
        return doing(() ->
                sql.first("SELECT min(idx) FROM journal", row -> row.getLong(1)).orElseThrow());
    }

    /// Writes down that the entries of a file are in it, and may leave the database.
    ///
    /// @param file that was read to its end, and holds what the database has
    /// @throws LedgerRefused if its entries are not the next ones
    public void record(SealedFile file) throws LedgerRefused {
        var size = file.head().size();
        var recorded = doing(() -> {
            var row = turn();
            if (row.archived() != file.file().first() || size > row.head().size()) {
                return false;
            }
            journal.follow(row, _ -> {});
            row.databaseAt().map(Instant::ofEpochMilli).ifPresent(journal::databaseAt);
            // Ledger time stands still: it is for who serves to say how long nobody did.
            journal.append(
                    new JournalEntry.Archived(journal.lastAt(), file.file().first(), file.head(), file.digest()));
            journal.writeHead();
            LedgerRow.archive(sql, size);
            settings.database().commit(sql);
            remember();
            return true;
        });
        if (!recorded) {
            throw new LedgerRefused("the entries of " + file.file().path()
                    + " are not the next ones to be archived: another `journal archive` runs, or ran; run it again");
        }
    }

    /// A node that serves has the anchor, and goes on with it after its next turn.
    private void remember() throws IOException {
        if (settings.database() instanceof SqliteEngine) {
            anchor.advance(journal.head(), journal.nodes());
        }
    }

    private LedgerRow turn() throws SQLException, LedgerRefused {
        return switch (settings.database()) {
            case SqliteEngine _ -> LedgerRow.read(sql);
            case PostgresEngine postgres -> postgres.turn(sql).row();
        };
    }

    /// Has some of the entries that are in files leave the database.
    ///
    /// @param size before which entry to stop
    /// @return false once there is none left
    public boolean move(long size) throws LedgerRefused {
        return doing(() -> {
            var first = sql.first("SELECT min(idx) FROM journal", row -> row.getLong(1))
                    .orElseThrow();
            if (first >= size) {
                return false;
            }
            var end = Math.min(size, first + BATCH);
            sql.update(
                    "INSERT INTO archived_entry (idx, leaf_hash) SELECT idx, leaf_hash FROM journal WHERE idx < ?",
                    end);
            sql.update("DELETE FROM journal WHERE idx < ?", end);
            sql.commit();
            return end < size;
        });
    }

    private interface Doing<T> {
        T run() throws SQLException, IOException, LedgerRefused;
    }

    private <T> T doing(Doing<T> doing) throws LedgerRefused {
        try {
            var done = doing.run();
            sql.rollback(); // ends what was read, so that nobody waits for it; what was committed stays
            return done;
        } catch (SQLException | IOException e) {
            rollback(e);
            throw new LedgerRefused(
                    "the ledger " + settings.database() + " could not be archived to the end: " + e.getMessage()
                            + ". Nothing is lost: what left the database is in files. Mend that (a disk, the room on"
                            + " it, a right), and run it again",
                    e);
        } catch (LedgerRefused e) {
            rollback(e);
            throw e;
        }
    }

    /// SQLite has done so by itself after some failures, and then says that there is nothing to roll back: what failed
    /// first is what is told.
    private void rollback(Exception failure) {
        try {
            sql.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() throws LedgerRefused {
        Opening.abandon(sql, anchor, hold);
    }
}
