package dev.countersign.signer.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.ledger.engine.SqliteFile;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a caller is told, and when, against what another connection reads.
class GroupCommitTest {

    private static final String WRITE = "INSERT INTO checkpoint (tree_size, tree_root, note) VALUES (0, x'00', ?)";

    @TempDir
    Path folder;

    private final List<Long> seenAtCommit = Collections.synchronizedList(new ArrayList<>());
    private Runnable afterCommit = () -> seenAtCommit.add(notes());
    private Sql writer;
    private Sql reader;
    private GroupCommit commit;

    @BeforeEach
    void start() throws Exception {
        var file = Files.createFile(folder.resolve("ledger.db"));
        SqliteFile.migrate(file);
        writer = new Sql(SqliteFile.writer(file));
        reader = new Sql(SqliteFile.reader(file));
        commit = new GroupCommit(
                writer,
                JournalTable.empty(writer),
                new Pace(System::nanoTime, () -> false),
                () -> true,
                () -> afterCommit.run());
        commit.start();
    }

    @AfterEach
    void stop() throws Exception {
        commit.close();
        reader.close();
        writer.close();
    }

    @Test
    void an_answer_and_the_news_of_a_commit_come_after_the_commit() throws Exception {
        commit.submit(() -> writer.update(WRITE, "first"));

        assertThat(notes()).isEqualTo(1);
        assertThat(seenAtCommit.getLast()).isEqualTo(1);
    }

    @Test
    void what_fails_before_it_writes_fails_alone() throws Exception {
        assertThatThrownBy(() -> commit.submit(() -> {
                    throw new IllegalStateException("no such thing");
                }))
                .isInstanceOf(IllegalStateException.class);

        commit.submit(() -> writer.update(WRITE, "next"));
        assertThat(notes()).isEqualTo(1);
    }

    @Test
    void what_fails_after_it_wrote_ends_the_service_and_leaves_nothing() throws Exception {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> commit.submit(() -> {
                    writer.update(WRITE, "half");
                    throw new Refused(Reason.LIMIT_EXCEEDED, "found out too late");
                }))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.LEDGER_UNAVAILABLE));

        assertThat(commit.ready()).isFalse();
        assertThat(notes()).isZero();
        assertThatExceptionOfType(Refused.class).isThrownBy(() -> commit.submit(() -> writer.update(WRITE, "later")));
        assertThat(notes()).isZero();
    }

    /// As when the anchor's disk is gone: what is on disk may be answered only once it is remembered there, too.
    @Test
    void what_fails_after_the_commit_ends_the_service_and_nobody_is_answered() {
        afterCommit = () -> {
            throw new UncheckedIOException("the anchor: no space left", new IOException("no space left"));
        };

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> commit.submit(() -> writer.update(WRITE, "unremembered")))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.LEDGER_UNAVAILABLE))
                .withMessageContaining("the anchor: no space left");

        assertThat(commit.ready()).isFalse();
        assertThat(notes()).isEqualTo(1);
        assertThatExceptionOfType(Refused.class).isThrownBy(() -> commit.submit(() -> writer.update(WRITE, "later")));
        assertThat(notes()).isEqualTo(1);
    }

    private long notes() {
        try {
            return reader.first("SELECT count(*) FROM checkpoint", row -> row.getLong(1))
                    .orElseThrow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
