package dev.countersign.signer.journal.archive;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// A file of the archive, as its name has it: `000000000000-000000999999.jsonl` holds the first million entries.
///
/// @param first the index of its first entry
/// @param size how many entries the journal had at its end: its last entry has the index `size - 1`
public record ArchiveFile(Path path, long first, long size) {

    private static final Pattern NAME = Pattern.compile("([0-9]{12,18})-([0-9]{12,18})\\.jsonl");

    public ArchiveFile {
        if (first < 0 || size <= first) {
            throw new IllegalArgumentException("no file holds entries " + first + " to " + (size - 1));
        }
    }

    /// The file that these entries belong in.
    static ArchiveFile in(Path folder, long first, long size) {
        return new ArchiveFile(folder.resolve("%012d-%012d.jsonl".formatted(first, size - 1)), first, size);
    }

    /// What a file's name says; empty if it is none of an archive.
    static Optional<ArchiveFile> named(Path path) {
        var name = NAME.matcher(String.valueOf(path.getFileName()));
        if (!name.matches()) {
            return Optional.empty();
        }
        var first = Long.parseLong(name.group(1));
        var size = Long.parseLong(name.group(2)) + 1;
        return Optional.of(path).filter(_ -> first < size).map(file -> new ArchiveFile(file, first, size));
    }
}
