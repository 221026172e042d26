package dev.countersign.signer.endtoend.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// What no ledger on this disk can beat: 4 KiB are written into each of some files in turn, and each is synced
/// (fdatasync) before the next. The files were written to their end before, so that nothing but their content changes.
final class DiskSync implements Callable<Long>, AutoCloseable {

    private static final int BLOCK = 4096;
    private static final int BLOCKS = 1024;

    private final List<FileChannel> files = new ArrayList<>();
    private long calls;

    DiskSync(Path folder, int count) throws IOException {
        for (var i = 0; i < count; i++) {
            var file = FileChannel.open(
                    folder.resolve("sync-" + count + "-" + i), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            files.add(file);
            for (var block = 0; block < BLOCKS; block++) {
                write(file, block);
            }
            file.force(true);
        }
    }

    /// For one thread.
    @Override
    public Long call() throws IOException {
        for (var file : files) {
            write(file, calls % BLOCKS);
            file.force(false);
        }
        return calls++;
    }

    private static void write(FileChannel file, long block) throws IOException {
        var content = ByteBuffer.allocate(BLOCK).putLong(0, System.nanoTime());
        while (content.hasRemaining()) {
            file.write(content, block * BLOCK + content.position());
        }
    }

    @Override
    public void close() throws IOException {
        for (var file : files) {
            file.close();
        }
    }
}
