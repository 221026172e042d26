package dev.countersign.signer.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.ledger.engine.SqliteFile;
import dev.countersign.signer.ledger.postgres.TestPostgres;
import dev.countersign.signer.model.Bytes;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource
class SqlTest {

    private static final Insert NOTE =
            new Insert("note", Columns.none().numbers("id").texts("content").bytes("hash"));
    private static final Change RENAME = Change.of("note", "UPDATE note SET content = ? WHERE id = ?");
    private static final Change HASH = Change.of("note", "UPDATE note SET hash = ? WHERE id = ?");
    private static final Columns ID = Columns.none().numbers("id");
    private static final Change CLOSE =
            Change.update("note", "content = 'closed'", Columns.none().bytes("hash"), ID);
    private static final Change PUT =
            Change.put("note", Columns.none().texts("content").bytes("hash"), ID);
    private static final Change DELETE = Change.delete("note", ID);
    private static final String COUNT = "SELECT count(*) FROM note";

    enum Database {
        SQLITE,
        POSTGRES;

        Connection connect(Path folder) throws Exception {
            return switch (this) {
                case SQLITE -> {
                    var file = Files.createFile(folder.resolve("ledger.db"));
                    SqliteFile.migrate(file);
                    yield SqliteFile.writer(file);
                }
                case POSTGRES -> {
                    var connection = TestPostgres.database().reader();
                    connection.setReadOnly(false);
                    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                    connection.setAutoCommit(false);
                    yield connection;
                }
            };
        }
    }

    private final Database database;
    private Sql sql;

    SqlTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        sql = new Sql(database.connect(folder));
        sql.update("CREATE TEMPORARY TABLE note (id BIGINT PRIMARY KEY, content TEXT, hash BYTEA)");
        sql.commit();
    }

    @AfterEach
    void close() throws Exception {
        sql.close();
    }

    @Test
    void rows_go_in_whatever_their_number() throws Exception {
        for (var rows = 1; rows <= 40; rows++) {
            sql.update("DELETE FROM note");
            insert(1, rows);

            assertThat(contents())
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, rows)
                            .mapToObj(id -> "note " + id)
                            .toList());
        }
    }

    @Test
    void a_row_is_read_as_it_was_written() throws Exception {
        var bytes = Bytes.of(HexFormat.of().parseHex("00ff7f80"));
        sql.insert(NOTE, Long.MAX_VALUE, Optional.of("a\"b\\c,{}'é"), bytes);
        sql.insert(NOTE, 2, Optional.empty(), Optional.empty());
        sql.insert(NOTE, true, BigInteger.TEN.pow(40), Bytes.of(new byte[0]));

        assertThat(sql.all(
                        "SELECT id, content, hash FROM note ORDER BY id",
                        row -> row.getLong(1) + " " + row.getString(2) + " "
                                + Optional.ofNullable(row.getBytes(3)).map(HexFormat.of()::formatHex)))
                .containsExactly(
                        "1 " + BigInteger.TEN.pow(40) + " Optional[]",
                        "2 null Optional.empty",
                        Long.MAX_VALUE + " a\"b\\c,{}'é Optional[00ff7f80]");
    }

    @Test
    void a_row_of_another_length_is_refused() {
        assertThatThrownBy(() -> sql.insert(NOTE, 1L, "text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 values for 3 columns");
    }

    @Test
    void what_waits_is_read_and_changed_but_not_glanced_at() throws Exception {
        insert(1, 3);
        sql.later(RENAME, "first", 2L);
        sql.later(HASH, Bytes.of(new byte[] {1}), 1L);
        sql.later(RENAME, "second", 2L);

        assertThat(sql.glance(COUNT, row -> row.getLong(1))).contains(0L);
        assertThat(sql.first(COUNT, row -> row.getLong(1))).contains(3L);
        assertThat(contents()).containsExactly("note 1", "second", "note 3");

        insert(4, 4);
        sql.update(RENAME.sql(), "fourth", 4L);
        assertThat(contents()).containsExactly("note 1", "second", "note 3", "fourth");
    }

    /// One change goes with others in one message, the same change of several rows by itself: the order stays.
    @Test
    void changes_are_made_in_the_order_they_came() throws Exception {
        insert(1, 1);
        sql.later(RENAME, "once", 1L);
        sql.later(HASH, Bytes.of(new byte[] {1}), 1L);
        sql.later(HASH, Bytes.of(new byte[] {2}), 1L);
        sql.later(RENAME, "last", 1L);
        sql.commit();

        assertThat(sql.all("SELECT content, hash FROM note", row -> row.getString(1) + row.getBytes(2)[0]))
                .containsExactly("last2");
    }

    /// As many as there are: the text for one row is another than that for several.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void rows_are_given_values_put_and_deleted_by_their_key(int rows) throws Exception {
        insert(1, rows + 1);
        for (var id = 1L; id <= rows; id++) {
            sql.later(CLOSE, Bytes.of(new byte[] {(byte) id}), id);
        }
        assertThat(contents()).hasSize(rows + 1).endsWith("note " + (rows + 1)).startsWith("closed");
        assertThat(sql.all("SELECT hash FROM note WHERE content = 'closed' ORDER BY id", row -> row.getBytes(1)[0]))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, rows).mapToObj(id -> (byte) id).toList());

        for (var id = rows + 1L; id <= 2L * rows; id++) {
            sql.later(PUT, "put " + id, Optional.empty(), id);
        }
        assertThat(contents())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 2L * rows)
                        .mapToObj(id -> id <= rows ? "closed" : "put " + id)
                        .toList());

        for (var id = 1L; id <= rows; id++) {
            sql.later(DELETE, id);
        }
        assertThat(contents()).hasSize(rows).allMatch(content -> content.startsWith("put"));
    }

    @Test
    void the_last_value_that_a_row_is_given_holds() throws Exception {
        sql.later(PUT, "first", Optional.empty(), 1L);
        sql.later(PUT, "other", Optional.empty(), 2L);
        sql.later(PUT, "last", Optional.empty(), 1L);
        assertThat(contents()).containsExactly("last", "other");

        sql.later(CLOSE, Bytes.of(new byte[] {1}), 2L);
        sql.later(PUT, "again", Optional.empty(), 2L);
        sql.later(CLOSE, Bytes.of(new byte[] {3}), 2L);
        assertThat(sql.all("SELECT content, hash FROM note WHERE id = 2", row -> row.getString(1) + row.getBytes(2)[0]))
                .containsExactly("closed3");
    }

    @Test
    void what_waits_is_written_before_a_commit_and_counts_as_written_before() throws Exception {
        var before = sql.writes();

        insert(1, 1);
        assertThat(sql.writes()).isEqualTo(before + 1);
        sql.later(RENAME, "renamed", 1L);
        assertThat(sql.writes()).isEqualTo(before + 2);

        sql.commit();
        sql.rollback();
        assertThat(contents()).containsExactly("renamed");
    }

    @Test
    void questions_are_answered_in_turn_after_what_waits() throws Exception {
        var answers = new ArrayList<String>();
        insert(1, 2);

        sql.ask(List.of(
                Question.of(COUNT, row -> answers.add("count " + row.getLong(1))),
                Question.of("SELECT content FROM note WHERE id = ?", row -> answers.add(row.getString(1)), 3L),
                Question.of("SELECT content FROM note ORDER BY id", row -> answers.add(row.getString(1)))));
        assertThat(answers).containsExactly("count 2", "note 1", "note 2");

        sql.ask(List.of());
        assertThat(answers).hasSize(3);
    }

    @Test
    void a_question_after_a_commit_holds_no_transaction_open_and_finds_what_was_committed() throws Exception {
        var answers = new ArrayList<Long>();
        insert(1, 2);

        sql.commitAndAsk(Question.of(COUNT, row -> answers.add(row.getLong(1))));
        sql.rollback();
        sql.commitAndAsk(Question.of(COUNT, row -> answers.add(row.getLong(1))));

        assertThat(answers).containsExactly(2L, 2L);
    }

    @Test
    void what_fails_before_a_commit_is_not_committed() throws Exception {
        insert(1, 1);
        sql.commit();

        insert(2, 2);
        insert(1, 1);
        assertThatThrownBy(() -> sql.commitAndAsk(Question.of(COUNT, _ -> {}))).isInstanceOf(SQLException.class);

        sql.rollback();
        assertThat(contents()).containsExactly("note 1");
    }

    @Test
    void what_was_taken_back_is_not_written_later() throws Exception {
        insert(1, 1);
        sql.later(RENAME, "renamed", 1L);
        sql.rollback();

        sql.commit();
        assertThat(contents()).isEmpty();
    }

    /// Tables know by heart what they wrote lately: no more than that may wait.
    @Test
    void no_more_waits_than_is_remembered() throws Exception {
        insert(1, Sql.WAITING);

        assertThat(sql.glance(COUNT, row -> row.getLong(1))).contains((long) Sql.WAITING);
    }

    private void insert(long from, long to) throws SQLException {
        for (var id = from; id <= to; id++) {
            sql.insert(NOTE, id, "note " + id, Optional.empty());
        }
    }

    private List<String> contents() throws SQLException {
        return sql.all("SELECT content FROM note ORDER BY id", row -> row.getString(1));
    }
}
