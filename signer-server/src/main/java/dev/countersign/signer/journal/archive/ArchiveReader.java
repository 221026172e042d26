package dev.countersign.signer.journal.archive;

import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Entries from files of an archive, in order. A file is believed once it was read to its end: its entries lead from
/// the tree in its first line to the one in its last, and each file begins with the tree that the one before ended
/// with. For one thread at a time.
public final class ArchiveReader implements AutoCloseable {

    private static final String ANOTHER = "bring a true copy of it back";

    /// A file that is being read.
    private record Open(ArchiveFile file, LineReader lines, MerkleFrontier tree) {}

    private final String ledgerId;
    private final ArrayDeque<ArchiveFile> files;
    private final Consumer<SealedFile> sealed;
    private @Nullable Open open;
    private Optional<Bytes> nodes = Optional.empty();
    private long next;

    /// @param files that follow each other
    /// @param ledgerId whose entries they must be
    /// @param sealed told of each file that was read to its end
    public ArchiveReader(List<ArchiveFile> files, String ledgerId, Consumer<SealedFile> sealed) {
        this.files = new ArrayDeque<>(files);
        this.ledgerId = ledgerId;
        this.sealed = sealed;
        this.next = files.isEmpty() ? 0 : files.getFirst().first();
    }

    /// The ledger that a file names as its own.
    public static String ledgerId(ArchiveFile file) throws IOException {
        try (var lines = new LineReader(file.path())) {
            return header(file, lines).ledgerId();
        }
    }

    /// True while there are entries.
    public boolean hasNext() {
        return open != null || !files.isEmpty();
    }

    /// The bytes of the next entry.
    ///
    /// @throws ArchiveDamaged if there are no more, or the file does not fit
    public Bytes next() throws IOException {
        return next(Optional.empty());
    }

    /// The index of the entry that comes next.
    public long nextIndex() {
        return next;
    }

    /// The bytes of the entry at an index, which is not before the next one.
    ///
    /// @param leafHash what it must hash to
    /// @throws ArchiveDamaged also if it does not
    public Bytes at(long index, Digest32 leafHash) throws IOException {
        while (next < index) {
            next();
        }
        return next(Optional.of(leafHash));
    }

    private Bytes next(Optional<Digest32> expected) throws IOException {
        var from = open == null ? begin() : open;
        var content = from.lines()
                .next()
                .orElseThrow(() -> damaged(from.file(), "ends before entry " + next + ": it was cut; " + ANOTHER));
        var leafHash = MerkleFrontier.leafHash(content);
        if (expected.filter(hash -> !hash.equals(leafHash)).isPresent()) {
            throw damaged(from.file(), "has another entry " + next + " than the one that was archived; " + ANOTHER);
        }
        from.tree().append(leafHash);
        next++;
        if (next == from.file().size()) {
            end(from);
        }
        return content;
    }

    private Open begin() throws IOException {
        var file = files.pollFirst();
        if (file == null) {
            throw new ArchiveDamaged("the archive has no entry " + next);
        }
        var lines = new LineReader(file.path());
        try {
            var opened = new Open(file, lines, tree(file, header(file, lines)));
            open = opened;
            return opened;
        } catch (IOException e) {
            lines.close();
            throw e;
        }
    }

    private MerkleFrontier tree(ArchiveFile file, ArchiveLine.Header header) throws ArchiveDamaged {
        if (!header.ledgerId().equals(ledgerId)) {
            throw damaged(
                    file,
                    "is of the ledger " + header.ledgerId() + ", not of " + ledgerId
                            + "; move it away, and bring the right one back");
        }
        if (header.first() != file.first()) {
            throw damaged(file, "begins with entry " + header.first() + ": it was renamed; give it its name back");
        }
        if (nodes.isPresent() && !nodes.get().equals(header.nodes())) {
            throw damaged(
                    file, "does not follow the file before it: one of the two was changed, or is of another past");
        }
        try {
            return header.frontier();
        } catch (IllegalArgumentException e) {
            throw damaged(file, "has a first line that is not whole: " + e.getMessage());
        }
    }

    private static ArchiveLine.Header header(ArchiveFile file, LineReader lines) throws IOException {
        try {
            return ArchiveLine.Header.read(lines.next().orElseThrow(() -> damaged(file, "is empty, or was cut")));
        } catch (IllegalArgumentException e) {
            throw damaged(file, "has a first line that is none of an archive: " + e.getMessage());
        }
    }

    private void end(Open from) throws IOException {
        var file = from.file();
        var head = from.tree().head();
        var line = from.lines()
                .next()
                .orElseThrow(() -> damaged(file, "ends without its last line: it was cut; " + ANOTHER));
        ArchiveLine.Seal seal;
        try {
            seal = ArchiveLine.Seal.read(line);
        } catch (IllegalArgumentException e) {
            throw damaged(
                    file, "has a line after entry " + (next - 1) + " that is not its last one: " + e.getMessage());
        }
        if (!seal.head().equals(head)) {
            throw damaged(
                    file,
                    "does not hold the entries " + file.first() + " to " + (next - 1)
                            + " that its last line has the root of: one was changed, or they are in another order; "
                            + ANOTHER);
        }
        var digest = from.lines().end().orElseThrow(() -> damaged(file, "goes on after its last line"));
        nodes = Optional.of(from.tree().nodes());
        close();
        sealed.accept(new SealedFile(file, head, seal.checkpoint(), digest));
    }

    private static ArchiveDamaged damaged(ArchiveFile file, String what) {
        return new ArchiveDamaged("the archive's file " + file.path() + " " + what);
    }

    @Override
    public void close() throws IOException {
        var closing = open;
        open = null;
        if (closing != null) {
            closing.lines().close();
        }
    }
}
