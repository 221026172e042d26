package dev.countersign.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.countersign.signer.audit.CheckpointKey;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `journal archive` and `journal verify-archive` as an operator and an auditor run them.
class ArchiveCommandTest {

    private static final CheckpointKey KEY = new CheckpointKey(3);

    @TempDir
    private Path folder;

    private Path archive = Path.of("");
    private Path file = Path.of("");
    private String configuration = "";
    private String note = "";

    /// A ledger that was served once: its two entries have a checkpoint.
    @BeforeEach
    void serve_once() throws Exception {
        archive = folder.resolve("archive");
        file = archive.resolve("000000000000-000000000001.jsonl");
        configuration = write("server.yaml", named("checkpoint_key: \"%s\", archive: archive"));
        var ledger = folder.resolve("ledger.db");
        SqlLedger.create(ledger, TestAnchors.of(ledger), "dev");
        try (var served = SqlLedger.open(settings(ledger), TimeSource.system(), "test")) {
            note = KEY.note(served.head());
            served.checkpoint(served.head(), note);
        }
    }

    private static LedgerSettings settings(Path ledger) {
        return new LedgerSettings(new SqliteEngine(ledger), TestAnchors.of(ledger), "dev", Duration.ofHours(1), false);
    }

    private static String named(String journal) {
        return CommandsTest.CONFIGURATION.replaceFirst(
                "origin: .*\" }",
                "origin: %s, ".formatted(CheckpointKey.ORIGIN)
                        + journal.formatted(KEY.pinned().encoded().hex()) + " }");
    }

    private String write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private Execution archive(String keep) {
        return Execution.of("journal", "archive", "--config", configuration, "--keep", keep);
    }

    private Execution verifyArchive(String... more) {
        var arguments = new String[6 + more.length];
        System.arraycopy(more, 0, arguments, 6, more.length);
        arguments[0] = "journal";
        arguments[1] = "verify-archive";
        arguments[2] = "--origin=" + CheckpointKey.ORIGIN;
        arguments[3] = "--checkpoint-key";
        arguments[4] = KEY.pinned().encoded().hex();
        arguments[5] = archive.toString();
        return Execution.of(arguments);
    }

    @Test
    void old_entries_are_moved_and_still_shown_and_verified() throws Exception {
        Files.createDirectory(archive);

        var archived = archive("0s");

        assertThat(archived.err()).isEmpty();
        assertThat(archived.exitCode()).isZero();
        assertThat(archived.out())
                .startsWith("entries 0 to 1: " + file + ", sha256 ")
                .endsWith("\n2 entries are archived in all\n");
        assertThat(Files.readAllLines(file)).hasSize(4);
        assertThat(Execution.of("journal", "show", "--config", configuration)
                        .out()
                        .lines())
                .hasSize(3)
                .anyMatch(line ->
                        line.matches(" +2  \\S+Z  archived  entries 0 to 1 in a file with digest [0-9a-f]{64}"));
        assertThat(Execution.of("journal", "verify", "--config", configuration).out())
                .startsWith("3 entries, ")
                .endsWith("journal verified\n");
        assertThat(verifyArchive().out())
                .startsWith("2 entries, 0 signatures, 0 refusals, 1 checkpoints\n")
                .endsWith("archive verified\n");
    }

    @Test
    void what_is_young_stays() throws Exception {
        Files.createDirectory(archive);

        assertThat(archive("90d").out()).isEqualTo("nothing is old enough; 0 entries are archived in all\n");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "90", "-1d", "1w", "007d"})
    void a_length_has_a_unit(String keep) {
        assertThat(archive(keep))
                .satisfies(refused -> assertThat(refused.exitCode()).isEqualTo(2))
                .satisfies(refused -> assertThat(refused.err()).contains("expected a length such as 90d or 36h"));
    }

    @Test
    void without_a_folder_it_says_what_to_write() throws Exception {
        configuration = write("server.yaml", named("checkpoint_key: \"%s\""));

        var refused = archive("0s");

        assertThat(refused.exitCode()).isOne();
        assertThat(refused.err()).contains("journal: { archive: ");
    }

    @Test
    void a_folder_that_is_not_there_is_not_made() {
        var refused = archive("0s");

        assertThat(refused.exitCode()).isOne();
        assertThat(refused.err()).contains("there is no folder " + archive);
    }

    @Test
    void a_server_that_runs_is_to_be_stopped_first() throws Exception {
        Files.createDirectory(archive);
        try (var _ = SqlLedger.open(settings(folder.resolve("ledger.db")), TimeSource.system(), "test")) {
            var refused = archive("0s");

            assertThat(refused.exitCode()).isOne();
            assertThat(refused.err()).contains("held by a running server; stop that one first");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void an_auditor_is_told_what_does_not_fit() throws Exception {
        Files.createDirectory(archive);
        archive("0s");
        var held = write("note", note);
        assertThat(verifyArchive("--checkpoint", held).out()).contains(" 2 checkpoints\n");
        Files.writeString(file, Files.readString(file).replace("\"test\"", "\"tent\""));

        var verified = verifyArchive("--checkpoint", held, "--json");

        assertThat(verified.exitCode()).isOne();
        var json = JsonParser.parseString(verified.out()).getAsJsonObject();
        assertThat(json.get("ok").getAsBoolean()).isFalse();
        assertThat(json.get("problems").toString()).contains(file.getFileName().toString());
        assertThat(verifyArchive().out()).endsWith("archive NOT verified\n");
    }

    @Test
    void a_key_that_is_none_is_wrong_usage() {
        var refused = Execution.of("journal", "verify-archive", "--origin", "a", "--checkpoint-key", "00", ".");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("expected 64 hex digits");
    }
}
