package dev.countersign.signer.ledger;

import dev.countersign.signer.ledger.anchor.Anchor;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.ledger.store.JournalTable;
import dev.countersign.signer.ledger.store.LedgerRow;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds a database against what the anchor remembers of it.
final class AnchorCheck {

    private static final Logger LOG = LoggerFactory.getLogger(AnchorCheck.class);

    private AnchorCheck() {}

    /// Makes the anchor of a new ledger.
    ///
    /// @throws LedgerRefused if there is one already
    static void create(Path anchor, Anchor.Mark mark) throws IOException, LedgerRefused {
        try {
            Anchor.create(anchor, mark);
        } catch (FileAlreadyExistsException e) {
            throw new LedgerRefused(
                    "the anchor " + anchor + " exists, and remembers a ledger whose charges a new one would have"
                            + " forgotten. Move it away if that ledger is to go",
                    e);
        }
        sync(folder(anchor), StandardOpenOption.READ);
    }

    /// Makes it in the place of another, which is gone afterwards.
    static void replace(Path anchor, Anchor.Mark mark) throws IOException, LedgerRefused {
        var draft = anchor.resolveSibling(anchor.getFileName() + ".new");
        Files.deleteIfExists(draft);
        create(draft, mark);
        Files.move(draft, anchor, StandardCopyOption.ATOMIC_MOVE);
        sync(folder(anchor), StandardOpenOption.READ);
    }

    /// The anchor of a ledger that is to be served.
    static Anchor open(LedgerSettings settings) throws LedgerRefused {
        var path = settings.anchor();
        try {
            var anchor = Anchor.open(path);
            if (settings.database() instanceof SqliteEngine(var file)
                    && Files.getFileStore(path).equals(Files.getFileStore(file))) {
                LOG.warn(
                        "the anchor {} is on the same disk as the ledger {}: whoever puts one back puts both back;"
                                + " move it to another",
                        path,
                        settings.database());
            }
            return anchor;
        } catch (NoSuchFileException e) {
            throw new LedgerRefused(
                    "there is no anchor at " + path + ", so nothing tells whether the ledger " + settings.database()
                            + " is the latest; bring the disk back that it is on. If it is lost for good:"
                            + " `countersign ledger resume`",
                    e);
        } catch (IOException e) {
            throw new LedgerRefused(
                    "the anchor " + path + " cannot be used: " + e.getMessage()
                            + "; bring its disk in order. If it is lost for good: `countersign ledger resume`",
                    e);
        }
    }

    /// Requires that the database is what it was when the anchor was written, or that and more.
    static void require(LedgerSettings settings, LedgerRow row, JournalTable journal, Anchor.Mark mark)
            throws LedgerRefused, SQLException {
        var ledger = "the ledger " + settings.database();
        var anchor = "the anchor " + settings.anchor();
        if (!row.ledgerId().equals(mark.ledgerId())) {
            throw new LedgerRefused(ledger + " is " + row.ledgerId() + ", but " + anchor + " remembers "
                    + mark.ledgerId() + "; one of the two is another deployment's, or new");
        }
        if (row.head().size() < mark.size()) {
            throw new LedgerRefused(
                    ledger + " has " + row.head().size() + " journal entries, but " + anchor
                            + " remembers " + mark.size()
                            + ": an earlier state was put back, and what was signed since is"
                            + " forgotten; bring the latest database back. If it is lost for good: `countersign ledger resume`");
        }
        if (!journal.follows(mark)) {
            throw new LedgerRefused(ledger + " has another past than " + anchor + " remembers: of the first "
                    + mark.size() + " journal entries not all are the same; bring the database back that was served");
        }
    }

    /// @throws LedgerRefused if there is none
    static Path folder(Path file) throws LedgerRefused {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new LedgerRefused("there is no folder for " + file + "; make it first");
        }
        return folder;
    }

    private static void sync(Path path, StandardOpenOption mode) throws IOException {
        try (var channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }
}
