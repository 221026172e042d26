package dev.countersign.signer.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.ledger.engine.SqliteFile;
import dev.countersign.signer.model.Digest32;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlTest {

    private static final Sql.Insert CHECKPOINT = Sql.Insert.into("checkpoint", "id", "tree_size", "tree_root", "note");
    private static final Sql.Change RENAME = Sql.Change.of("checkpoint", "UPDATE checkpoint SET note = ? WHERE id = ?");
    private static final String COUNT = "SELECT count(*) FROM checkpoint";

    private Path file;
    private Sql sql;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        file = Files.createFile(folder.resolve("ledger.db"));
        SqliteFile.migrate(file);
        sql = new Sql(SqliteFile.writer(file));
    }

    @AfterEach
    void close() throws Exception {
        sql.close();
    }

    @Test
    void rows_go_in_as_they_came_whatever_their_number() throws Exception {
        for (var rows = 1; rows <= 40; rows++) {
            sql.update("DELETE FROM checkpoint");
            insert(1, rows);

            assertThat(notes())
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, rows)
                            .mapToObj(id -> "note " + id)
                            .toList());
        }
    }

    @Test
    void what_waits_is_read_and_changed_but_not_glanced_at() throws Exception {
        insert(1, 3);
        sql.later(RENAME, "first", 2L);
        sql.later(RENAME, "second", 2L);

        assertThat(sql.glance(COUNT, row -> row.getLong(1))).contains(0L);
        assertThat(sql.first(COUNT, row -> row.getLong(1))).contains(3L);
        assertThat(notes()).containsExactly("note 1", "second", "note 3");

        insert(4, 4);
        sql.update(RENAME.sql(), "fourth", 4L);
        assertThat(notes()).containsExactly("note 1", "second", "note 3", "fourth");
    }

    @Test
    void what_waits_is_written_before_a_commit_and_counts_as_written_before() throws Exception {
        var before = sql.writes();

        insert(1, 1);
        assertThat(sql.writes()).isEqualTo(before + 1);
        sql.later(RENAME, "renamed", 1L);
        assertThat(sql.writes()).isEqualTo(before + 2);

        sql.commit();
        try (var reader = new Sql(SqliteFile.reader(file))) {
            assertThat(reader.first("SELECT note FROM checkpoint", row -> row.getString(1)))
                    .contains("renamed");
        }
    }

    /// Tables know by heart what they wrote lately: no more than that may wait.
    @Test
    void no_more_waits_than_is_remembered() throws Exception {
        insert(1, Sql.WAITING);

        assertThat(sql.glance(COUNT, row -> row.getLong(1))).contains((long) Sql.WAITING);
    }

    private void insert(long from, long to) throws SQLException {
        for (var id = from; id <= to; id++) {
            sql.insert(CHECKPOINT, id, 0L, Digest32.sha256(), "note " + id);
        }
    }

    private List<String> notes() throws SQLException {
        return sql.all("SELECT note FROM checkpoint ORDER BY id", row -> row.getString(1));
    }
}
