package dev.countersign.signer.ledger.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/// The database file: what it must be, and how it is opened.
public final class SqliteFile {

    /// "CSLG", SQLite's `application_id` of a ledger.
    private static final int APPLICATION_ID = 0x43534C47;

    /// Room for the pages that change with every commit and for much of the request ids' index; what is
    /// beyond it is read from the system's cache.
    private static final int CACHE_KIB = 16 << 10;

    /// Pages in the log that start a copy of them into the database: a page that changed often meanwhile is copied
    /// once.
    private static final int CHECKPOINT_PAGES = 4000;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private SqliteFile() {}

    /// Why `file` is no ledger that this server can serve, in words for the operator; empty text if it is
    /// one. Reads the header alone (SQLite Database File Format §1.3), so a foreign file is not touched.
    public static String objection(Path file) throws IOException {
        var header = ByteBuffer.allocate(100);
        try (var in = Files.newInputStream(file)) {
            header.put(in.readNBytes(100)).flip();
        }
        if (header.limit() == 0) {
            return "is empty; `countersign ledger init` makes a ledger";
        }
        if (header.limit() < 100 || !header.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            return "is not a SQLite database, so it is no ledger; check the path";
        }
        if (header.getInt(68) != APPLICATION_ID) {
            return "is a SQLite database of something else, not a ledger; check the path";
        }
        var schema = header.getInt(60);
        if (schema != Schema.VERSION) {
            return Schema.objection(schema);
        }
        return "";
    }

    /// Makes the tables in a new file.
    public static void migrate(Path file) {
        Flyway.configure(SqliteFile.class.getClassLoader())
                .dataSource("jdbc:sqlite:" + file, null, null)
                .locations("classpath:dev/countersign/signer/ledger/sqlite")
                .load()
                .migrate();
    }

    /// The connection of the committing thread: nothing is committed until it says so, and then it is on disk.
    public static Connection writer(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(5_000);
        config.setJournalSizeLimit(64 << 20);
        config.setCacheSize(-CACHE_KIB);
        config.setWalAutocheckpoint(CHECKPOINT_PAGES);
        config.setGetGeneratedKeys(false); // or the driver asks for one after each insert
        var connection = config.createConnection("jdbc:sqlite:" + file);
        try (var statement = connection.createStatement()) {
            // Rewrites into the database what only the log holds: frames that a failed fsync left in the page cache
            // look valid to us, but may never have reached the disk.
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// A connection that reads what is committed and cannot write.
    public static Connection reader(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(5_000);
        return config.createConnection("jdbc:sqlite:" + file);
    }
}
