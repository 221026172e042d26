package dev.countersign.signer.ledger.lever;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.ledger.engine.SqliteFile;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.model.Lever;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeverTableTest {

    private static final PulledLever FREEZE = new PulledLever(
            0,
            new Lever.FreezeAll(),
            "spiffe://firm.example/ops/alice",
            "why",
            Instant.ofEpochMilli(1_800_000_000_000L));

    private Path database = Path.of("");
    private Sql sql;
    private LeverTable table;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        database = folder.resolve("ledger.db");
        SqliteFile.migrate(database);
        sql = new Sql(SqliteFile.writer(database));
        for (var index = 0; index < 2; index++) {
            sql.update("INSERT INTO journal (idx, content, leaf_hash) VALUES (?, x'', x'')", index);
        }
        table = new LeverTable(sql);
    }

    @AfterEach
    void close() throws Exception {
        sql.close();
    }

    @Test
    void a_lever_stands_for_other_threads_before_it_is_committed() throws Exception {
        table.insert(FREEZE, "c-1");

        assertThat(committed().standing()).isEmpty();
        assertThat(table.published().standing()).containsExactly(FREEZE);
    }

    @Test
    void it_is_gone_for_other_threads_only_once_that_is_committed() throws Exception {
        table.insert(FREEZE, "c-1");
        sql.commit();
        table.publish();
        table.lift(FREEZE, 1);

        assertThat(table.standing().standing()).isEmpty();
        assertThat(table.published().standing()).containsExactly(FREEZE);

        sql.commit();
        table.publish();
        assertThat(table.published().standing()).isEmpty();
        assertThat(committed().standing()).isEmpty();
    }

    @Test
    void a_lever_pulled_beside_one_that_is_let_go_of_brings_that_one_back_to_nobody() throws Exception {
        table.insert(FREEZE, "c-1");
        sql.commit();
        table.publish();
        var next = new PulledLever(1, FREEZE.lever(), FREEZE.operator(), "again", FREEZE.at());
        table.lift(FREEZE, 1);
        table.insert(next, "c-2");

        assertThat(table.published().standing()).containsExactly(FREEZE, next);
        sql.commit();
        table.publish();
        assertThat(table.published().standing()).containsExactly(next);
    }

    @Test
    void what_somebody_wrote_into_it_is_not_guessed_at() throws Exception {
        table.insert(FREEZE, "c-1");
        sql.update("UPDATE lever SET lever = 'freeze nothing'");

        assertThatThrownBy(() -> new LeverTable(sql)).isInstanceOf(SQLException.class);
    }

    @Test
    void no_lever_is_deleted() throws Exception {
        table.insert(FREEZE, "c-1");

        assertThatThrownBy(() -> sql.update("DELETE FROM lever")).hasMessageContaining("levers are for ever");
    }

    private Levers committed() throws Exception {
        try (var reader = new Sql(SqliteFile.reader(database))) {
            return LeverTable.read(reader);
        }
    }
}
