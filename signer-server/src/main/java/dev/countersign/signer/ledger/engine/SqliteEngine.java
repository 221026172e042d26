package dev.countersign.signer.ledger.engine;

import dev.countersign.signer.ledger.LedgerRefused;
import dev.countersign.signer.ledger.sql.Sql;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;

/// One file of this machine, held by one process.
///
/// @param file where it is
public record SqliteEngine(Path file) implements Engine {

    @Override
    public String toString() {
        return file.toString();
    }

    @Override
    public void create(Beginning begin) throws LedgerRefused, IOException, SQLException {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new LedgerRefused("there is no folder for " + file + "; make it first");
        }
        try (var _ = hold()) {
            if (Files.exists(file) && Files.size(file) > 0) {
                throw new LedgerRefused(file + " exists; a ledger is never overwritten. Move it away if it is to go");
            }
            var draft = file.resolveSibling(file.getFileName() + ".init");
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            SqliteFile.migrate(draft);
            Finish finish;
            try (var sql = new Sql(SqliteFile.writer(draft))) {
                finish = begin.on(sql);
                sql.commit();
            }
            sync(draft, StandardOpenOption.WRITE);
            finish.run();
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            sync(folder, StandardOpenOption.READ);
        }
    }

    @Override
    public void requireFit() throws LedgerRefused {
        if (!Files.isRegularFile(file)) {
            throw new LedgerRefused("there is no ledger at " + file + "; `countersign ledger init` makes one");
        }
        try {
            var objection = SqliteFile.objection(file);
            if (!objection.isEmpty()) {
                throw new LedgerRefused(file + " " + objection);
            }
        } catch (IOException e) {
            throw new LedgerRefused("the ledger " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Hold hold() throws LedgerRefused, IOException {
        var real = Files.exists(file) ? file.toRealPath() : file;
        var folder = real.toAbsolutePath().getParent();
        if ((Files.exists(real) && !Files.isWritable(real)) || folder == null || !Files.isWritable(folder)) {
            throw new LedgerRefused("the ledger " + file + " or its folder is read-only for this process; let the"
                    + " server's user write to both. If it may, the disk is mounted read-only, as one with errors is:"
                    + " bring it in order first");
        }
        return FileHold.take(real)
                .orElseThrow(() ->
                        new LedgerRefused("the ledger " + file + " is held by a running server; stop that one first"));
    }

    @Override
    public Connection writer(Use use) throws SQLException {
        return SqliteFile.writer(file);
    }

    @Override
    public Connection reader() throws SQLException {
        return SqliteFile.reader(file);
    }

    private static void sync(Path path, StandardOpenOption mode) throws IOException {
        try (var channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }
}
