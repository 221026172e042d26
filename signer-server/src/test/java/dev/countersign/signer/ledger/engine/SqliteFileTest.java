package dev.countersign.signer.ledger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.ledger.sql.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {

    private static final int FULL = 2; // SQLite, PRAGMA synchronous

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void make() throws Exception {
        file = Files.createFile(folder.resolve("ledger.db"));
        SqliteFile.migrate(file);
    }

    @Test
    void a_commit_is_on_disk_before_it_returns() throws Exception {
        try (var writer = SqliteFile.writer(file)) {
            assertThat(pragma(writer, "synchronous")).isEqualTo(Integer.toString(FULL));
            assertThat(pragma(writer, "journal_mode")).isEqualTo("wal");
            assertThat(writer.getAutoCommit()).isFalse();
        }
    }

    @Test
    void what_a_dead_server_left_in_its_log_is_written_into_the_database_before_it_is_served() throws Exception {
        var dead = folder.resolve("dead.db");
        try (var writer = new Sql(SqliteFile.writer(file))) {
            writer.update("INSERT INTO checkpoint (tree_size, tree_root, note) VALUES (0, x'00', 'a')");
            writer.commit();
            Files.copy(file, dead);
            Files.copy(folder.resolve("ledger.db-wal"), folder.resolve("dead.db-wal"));
        }
        assertThat(folder.resolve("dead.db-wal")).isNotEmptyFile();

        try (var writer = new Sql(SqliteFile.writer(dead))) {
            assertThat(folder.resolve("dead.db-wal")).isEmptyFile();
            assertThat(writer.all("SELECT note FROM checkpoint", row -> row.getString(1)))
                    .containsExactly("a");
        }
    }

    private static String pragma(Connection connection, String name) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("PRAGMA " + name)) {
            row.next();
            return row.getString(1);
        }
    }
}
