package dev.countersign.signer.audit.archive;

import dev.countersign.signer.audit.checkpoint.Checkpoint;
import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.journal.archive.ArchiveDamaged;
import dev.countersign.signer.journal.archive.ArchiveFile;
import dev.countersign.signer.journal.archive.ArchiveFolder;
import dev.countersign.signer.journal.archive.ArchiveReader;
import dev.countersign.signer.journal.archive.ArchiveWriter;
import dev.countersign.signer.journal.archive.SealedFile;
import dev.countersign.signer.ledger.ArchiveSource;
import dev.countersign.signer.ledger.LedgerArchive;
import dev.countersign.signer.ledger.LedgerReader.StoredEntry;
import dev.countersign.signer.ledger.LedgerRefused;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.model.PinnedKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Archives a ledger, one file after the other. For each: write it, have it on disk, read it back and hold it against
/// the database, write down in the journal that it is there, and only then let its entries leave the database. Killed
/// anywhere, it goes on from there: a file that was finished is read and used, one that was not is thrown away.
///
/// @param archive the folder of the files
/// @param origin the journal's name in its checkpoints
/// @param checkpointKey who signs them
/// @param fileEntries that one file holds at most, unless checkpoints are further apart
public record Archivist(
        Engine database, ArchiveFolder archive, String origin, PinnedKey checkpointKey, long fileEntries) {

    private static final long FILE_ENTRIES = 1_000_000;

    /// One with files of a million entries.
    public Archivist(Engine database, ArchiveFolder archive, String origin, PinnedKey checkpointKey) {
        this(database, archive, origin, checkpointKey, FILE_ENTRIES);
    }

    /// The end of a file that is to be written.
    private record End(long size, String checkpoint) {}

    /// Archives what is older than `before`, as far as the last checkpoint before it.
    ///
    /// @param done told of each file once its entries have left the database
    /// @throws LedgerRefused if the ledger cannot be written, or is not what its anchor remembers
    /// @throws IOException if a file cannot be written, or is not what the database has
    public void archive(LedgerArchive ledger, Instant before, Consumer<SealedFile> done)
            throws LedgerRefused, IOException {
        finish(ledger);
        var tree = MerkleFrontier.empty();
        while (true) {
            var archived = ledger.archived();
            SealedFile sealed;
            try (var source = ArchiveSource.open(database)) {
                source.leaves(tree.size(), archived, tree::append);
                var file = next(source, tree, before);
                if (file.isEmpty()) {
                    return;
                }
                sealed = unrecorded(source, file.get());
            }
            ledger.record(sealed);
            move(ledger, sealed.head().size());
            done.accept(sealed);
        }
    }

    /// Lets those leave that an earlier run wrote down and did not move to the end.
    private void finish(LedgerArchive ledger) throws LedgerRefused, IOException {
        var archived = ledger.archived();
        var first = ledger.firstInDatabase();
        if (first >= archived) {
            return;
        }
        for (var file : archive.covering(first, archived)) {
            try (var source = ArchiveSource.open(database)) {
                verified(source, file);
            }
            move(ledger, file.size());
        }
    }

    private static void move(LedgerArchive ledger, long size) throws LedgerRefused {
        while (ledger.move(size)) {
            // batch by batch: who serves on the same database does not wait for them all
        }
    }

    /// The file that comes next: one that an earlier run finished, or a new one; empty if nothing is old enough.
    private Optional<ArchiveFile> next(ArchiveSource source, MerkleFrontier tree, Instant before) throws IOException {
        var finished = archive.startingAt(source.archived());
        if (finished.isPresent()) {
            return finished;
        }
        var end = end(source, source.sizeAt(before));
        return end.isEmpty() ? Optional.empty() : Optional.of(write(source, tree, end.get()));
    }

    /// @param most how many entries are old enough
    private Optional<End> end(ArchiveSource source, long most) throws IOException {
        var least = source.archived() + 1;
        var note = source.newestCheckpoint(least, Math.min(most, source.archived() + fileEntries))
                .or(() -> source.oldestCheckpoint(least, most));
        try {
            return note.map(text ->
                    new End(Checkpoint.open(text, origin, checkpointKey).head().size(), text));
        } catch (IllegalArgumentException e) {
            throw new IOException("a checkpoint that a file of the archive would end with does not verify: "
                    + e.getMessage() + "; nothing was archived after entry " + (least - 1)
                    + ", and `countersign journal verify` tells more");
        }
    }

    private ArchiveFile write(ArchiveSource source, MerkleFrontier tree, End end) throws IOException {
        try (var writer = ArchiveWriter.begin(archive.path(), source.ledgerId(), tree)) {
            source.entries(tree.size(), end.size(), entry -> add(writer, entry));
            return writer.seal(end.checkpoint());
        } catch (IllegalArgumentException e) {
            throw new IOException("the ledger's entries do not fit: " + e.getMessage()
                    + "; nothing was archived after entry " + tree.size()
                    + ", and `countersign journal verify` tells more");
        }
    }

    private static void add(ArchiveWriter writer, StoredEntry entry) {
        try {
            if (!MerkleFrontier.leafHash(entry.content()).equals(entry.leafHash())) {
                throw new IllegalArgumentException("entry " + entry.index() + " does not fit its leaf hash");
            }
            writer.add(entry.content());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads back a file that the journal does not know yet, so that whatever it is can still be written anew.
    private SealedFile unrecorded(ArchiveSource source, ArchiveFile file) throws IOException {
        try {
            if (file.size() > source.size()) {
                throw new ArchiveDamaged(file.path() + " has more entries than the ledger's " + source.size());
            }
            return verified(source, file);
        } catch (ArchiveDamaged e) {
            throw new ArchiveDamaged(
                    e.getMessage() + ". The journal does not know this file: move it away, and run this"
                            + " again, which writes it anew; nothing left the database");
        }
    }

    /// Has a file on disk, reads it back and holds each entry against the database, and its checkpoint against the key.
    private SealedFile verified(ArchiveSource source, ArchiveFile file) throws IOException {
        file.sync();
        var found = new ArrayList<SealedFile>();
        try (var reader = new ArchiveReader(List.of(file), source.ledgerId(), found::add)) {
            source.leaves(file.first(), file.size(), leafHash -> {
                try {
                    reader.at(reader.nextIndex(), leafHash);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof ArchiveDamaged damaged) {
                throw damaged;
            }
            throw e;
        }
        var sealed = found.getFirst();
        try {
            var _ = Checkpoint.open(sealed.checkpoint(), origin, checkpointKey);
        } catch (IllegalArgumentException e) {
            throw new ArchiveDamaged("the checkpoint in " + file.path() + " does not verify: " + e.getMessage());
        }
        return sealed;
    }
}
