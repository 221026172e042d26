package dev.countersign.signer.journal.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    /// Has the file on disk, under its name: who wrote it may have been killed before it was, and who brought it back
    /// from a copy may not have seen to it.
    public void sync() throws IOException {
        try {
            force(path);
            force(path.resolveSibling(""));
        } catch (IOException e) {
            throw unwritten(path, e);
        }
    }

    private static void force(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// What a person is told of a file of the archive that could not be written.
    static IOException unwritten(Path path, IOException failure) {
        if (failure instanceof FileSystemException named && named.getReason() == null) {
            return failure; // its kind says what it is, and it names the file
        }
        var why = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        return new IOException(
                "the archive's file " + path + " could not be written: " + why
                        + "; make room on its disk, or bring it in order, and run this again: nothing left the database"
                        + " that is not in a finished file",
                failure);
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
