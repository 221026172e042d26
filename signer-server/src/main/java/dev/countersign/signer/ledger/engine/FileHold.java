package dev.countersign.signer.ledger.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The hold of one process on a ledger: a lock on the file `<database>.lock`, which the operating system ends
/// with the process. Not on the database itself, where SQLite has locks of its own that a second channel
/// would drop.
final class FileHold implements Hold {

    private final FileChannel channel;

    private FileHold(FileChannel channel) {
        this.channel = channel;
    }

    /// The hold on `database`; empty if another process, or another ledger of this one, has it.
    static Optional<Hold> take(Path database) throws IOException {
        var channel = FileChannel.open(
                database.resolveSibling(database.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(new FileHold(channel));
            }
        } catch (OverlappingFileLockException _) {
            // held by this process: the same answer as held by another
        }
        channel.close();
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
