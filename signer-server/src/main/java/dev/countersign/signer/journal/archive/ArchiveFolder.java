package dev.countersign.signer.journal.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The files of one journal in one folder: each begins where another ends.
public record ArchiveFolder(Path path) {

    /// The file whose first entry is `first`, if there is one.
    ///
    /// @throws ArchiveDamaged if there are two
    public Optional<ArchiveFile> startingAt(long first) throws IOException {
        return startingAt(first, all());
    }

    private static Optional<ArchiveFile> startingAt(long first, List<ArchiveFile> all) throws ArchiveDamaged {
        var found = all.stream().filter(file -> file.first() == first).toList();
        if (found.size() > 1) {
            throw new ArchiveDamaged("two files of the archive begin with entry " + first + ": "
                    + found.getFirst().path() + " and " + found.getLast().path()
                    + "; one of them belongs to a state that the ledger was put back from: move it away");
        }
        return found.stream().findFirst();
    }

    /// The files of the entries from `from` to before `to`, in order.
    ///
    /// @throws ArchiveDamaged if one of the entries is in no file
    public List<ArchiveFile> covering(long from, long to) throws IOException {
        return covering(from, to, all());
    }

    private List<ArchiveFile> covering(long from, long to, List<ArchiveFile> all) throws ArchiveDamaged {
        var covering = new ArrayList<ArchiveFile>();
        var next = 0L;
        while (next < to) {
            var file = startingAt(next, all);
            if (file.isEmpty()) {
                throw missing(next, to, all);
            }
            next = file.get().size();
            if (next > from) {
                covering.add(file.get());
            }
        }
        return covering;
    }

    /// Every file, from the first entry on.
    ///
    /// @throws ArchiveDamaged if there is none, or one of them follows no other
    public List<ArchiveFile> complete() throws IOException {
        var all = all();
        if (all.isEmpty()) {
            throw new ArchiveDamaged("there is no file of an archive in " + path);
        }
        return covering(0, all.getLast().size(), all);
    }

    private ArchiveDamaged missing(long next, long to, List<ArchiveFile> all) {
        var after = all.stream()
                .filter(file -> file.first() > next)
                .map(file -> ", and the next one there is " + file.path().getFileName())
                .findFirst()
                .orElse("");
        return new ArchiveDamaged(
                "the file whose name begins with %012d is missing in %s: entries up to %d are archived%s"
                                .formatted(next, path, to - 1, after)
                        + "; bring it back from a copy");
    }

    private List<ArchiveFile> all() throws IOException {
        if (!Files.isDirectory(path)) {
            throw new ArchiveDamaged(
                    "there is no folder " + path + " for the archive: make it, or bring its disk back");
        }
        try (var files = Files.list(path)) {
            return files.map(ArchiveFile::named)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingLong(ArchiveFile::first).thenComparingLong(ArchiveFile::size))
                    .toList();
        }
    }
}
