package dev.countersign.signer.journal.archive;

import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.model.Bytes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Writes one file of an archive. Until it is whole and on disk it has another name, and the next one that is begun
/// throws it away. For one thread at a time.
public final class ArchiveWriter implements AutoCloseable {

    private static final String DRAFT = "unfinished";
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path folder;
    private final Path draft;
    private final FileChannel channel;
    private final OutputStream out;
    private final MerkleFrontier tree;
    private final long first;

    private ArchiveWriter(Path folder, FileChannel channel, MerkleFrontier tree) {
        this.folder = folder;
        this.draft = folder.resolve(DRAFT);
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
        this.tree = tree;
        this.first = tree.size();
    }

    /// Begins a file.
    ///
    /// @param before the tree of the entries before
    /// @throws IOException also if another process writes one here
    public static ArchiveWriter begin(Path folder, String ledgerId, MerkleFrontier before) throws IOException {
        var channel = open(folder.resolve(DRAFT));
        try {
            if (!locked(channel)) {
                throw new IOException("another `journal archive` writes to " + folder + "; wait until it is done");
            }
            channel.truncate(0);
            var writer = new ArchiveWriter(folder, channel, before.copy());
            writer.line(new ArchiveLine.Header(ledgerId, before.size(), before.nodes()).encoded());
            return writer;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static FileChannel open(Path draft) throws IOException {
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            return FileChannel.open(draft, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), owner);
        } catch (IOException e) {
            throw ArchiveFile.unwritten(draft, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // this process holds it: the same as another
        }
    }

    /// Writes the next entry.
    ///
    /// @throws IllegalArgumentException if it cannot be one line
    public void add(Bytes content) throws IOException {
        for (var i = 0; i < content.size(); i++) {
            if (content.at(i) == '\n') {
                throw new IllegalArgumentException("entry " + tree.size() + " has a newline in it: it is none");
            }
        }
        tree.append(MerkleFrontier.leafHash(content));
        line(content);
    }

    /// Ends the file, has it on disk, and gives it its name, which is on disk after [ArchiveFile#sync].
    ///
    /// @param checkpoint the signed note of the tree so far
    /// @throws IllegalArgumentException if the note is of another head
    /// @throws FileAlreadyExistsException if there is such a file
    public ArchiveFile seal(String checkpoint) throws IOException {
        line(new ArchiveLine.Seal(tree.head(), checkpoint)
                .requireItsCheckpoint()
                .encoded());
        var file = ArchiveFile.in(folder, first, tree.size());
        try {
            out.flush();
            channel.force(true); // before it has its name: under that there is only what is whole
            if (Files.exists(file.path())) {
                throw new FileAlreadyExistsException(file.path().toString()); // a move would replace it
            }
            Files.move(draft, file.path(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw ArchiveFile.unwritten(draft, e);
        }
        return file;
    }

    private void line(Bytes content) throws IOException {
        try {
            out.write(content.toByteArray());
            out.write('\n');
        } catch (IOException e) {
            throw ArchiveFile.unwritten(draft, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
