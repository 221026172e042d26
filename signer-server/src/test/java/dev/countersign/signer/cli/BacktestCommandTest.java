package dev.countersign.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.countersign.signer.audit.CheckpointKey;
import dev.countersign.signer.audit.archive.Archivist;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.journal.archive.ArchiveFolder;
import dev.countersign.signer.ledger.LedgerArchive;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.PolicyStory;
import dev.countersign.signer.ledger.PolicyStory.Ask;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A day under the first policy of the reference, and what the one that it compares with would have made of it.
class BacktestCommandTest {

    private static final String EXCHANGE = "0xd8da6bf26964af9d7eed9e03e53415d37aa96045";
    private static final String SECOND = "0x28c6c06298d514db089934071355e5743bf21d60";
    private static final BigInteger ETHER = BigInteger.TEN.pow(18);
    private static final BigInteger USDC = BigInteger.TEN.pow(6);

    @TempDir
    private Path folder;

    private PolicyStory story;
    private String page = "";
    private String active = "";
    private int nonce;

    @BeforeEach
    void live_a_day() throws Exception {
        page = Files.readString(Path.of("..", "docs", "policy.md"));
        var yaml = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(page);
        assertThat(yaml.find()).isTrue();
        active = yaml.group(1);
        story = new PolicyStory(folder, PolicyText.load(active));
        for (var i = 0; i < 5; i++) {
            pay(PolicyStory.USDC, USDC.multiply(BigInteger.valueOf(250_000)), EXCHANGE);
        }
        pay(PolicyStory.ETH, ETHER.multiply(BigInteger.valueOf(35)), EXCHANGE);
        pay(PolicyStory.ETH, ETHER.multiply(BigInteger.valueOf(5)), SECOND);
        story.refuse(ask(PolicyStory.ETH, ETHER, EXCHANGE), false, new Refused(Reason.CALLDATA_MALFORMED, "no"));
        Files.writeString(folder.resolve("server.yaml"), CommandsTest.CONFIGURATION.replace("ledger.db", "story.db"));
    }

    @AfterEach
    void end() {
        story.close();
    }

    @Test
    void the_example_of_the_reference_is_what_users_see() throws Exception {
        var told = backtest(proposed());

        assertThat(told.err()).isEmpty();
        assertThat(told.exitCode()).isZero();
        assertThat(page).contains("```\n" + told.out() + "```\n");
    }

    @Test
    void the_same_policy_changes_nothing() throws Exception {
        assertThat(backtest(active).out())
                .startsWith("""
                        policy version 1 over 8 requests, 2026-11-21T12:00:00Z to 2026-11-21T13:10:00Z
                        refused then, allowed now: 0
                        allowed then, refused now: 0
                        """)
                .endsWith("\nnothing that can be judged would have been decided otherwise\n");
    }

    @Test
    void a_program_reads_the_same_and_all_of_it() throws Exception {
        var json = JsonParser.parseString(backtest(proposed(), "--json").out()).getAsJsonObject();

        assertThat(json.get("requests").getAsInt()).isEqualTo(8);
        assertThat(json.get("allowed").getAsInt()).isEqualTo(4);
        assertThat(json.get("allowed_now").getAsInt()).isEqualTo(2);
        assertThat(json.get("refused_now").getAsInt()).isEqualTo(1);
        assertThat(json.get("cannot_be_judged").toString()).isEqualTo("{\"not_decoded\":1}");
        var changes = new ArrayList<String>();
        json.getAsJsonArray("changes").forEach(each -> {
            var change = each.getAsJsonObject();
            changes.add(change.get("change").getAsString() + " "
                    + change.get("request").getAsString() + " "
                    + change.get("reason").getAsString());
        });
        assertThat(changes)
                .containsExactly(
                        "allowed_now w-104 LIMIT_EXCEEDED",
                        "refused_now w-105 LIMIT_EXCEEDED",
                        "allowed_now w-106 DESTINATION_NOT_ALLOWED");
    }

    @Test
    void a_hundred_lines_of_a_kind_are_shown_and_the_rest_counted() throws Exception {
        for (var i = 0; i < 101; i++) {
            story.pass(Duration.ofMinutes(1));
            pay(PolicyStory.USDC, USDC, EXCHANGE);
        }

        var told = backtest(proposed());

        assertThat(told.out()).contains("refused then, allowed now: 103\n").contains("\n        and 3 more: --json");
        assertThat(told.out().lines().filter(line -> line.contains(" was refused for ")))
                .hasSize(100);
        assertThat(backtest(proposed(), "--json").out().split("\"allowed_now\",", -1))
                .hasSize(104);
    }

    @Test
    void from_a_time_on() throws Exception {
        var told = backtest(proposed(), "--since", "2026-11-21T12:55:00Z");

        assertThat(told.out())
                .startsWith("policy version 1 over 2 requests, 2026-11-21T13:00:00Z to 2026-11-21T13:10:00Z\n")
                .contains("refused then, allowed now: 1\n", "allowed then, refused now: 0\n");
        assertThat(backtest(proposed(), "--since", "yesterday").exitCode()).isEqualTo(2);
    }

    @Test
    void an_entry_that_cannot_be_read_ends_it() throws Exception {
        story.close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + story.database());
                var statement = connection.createStatement()) {
            statement.execute("DROP TRIGGER journal_is_not_changed");
            statement.execute("UPDATE journal SET content = X'7b7d' WHERE idx = 4");
        }

        var told = backtest(proposed());

        assertThat(told.exitCode()).isOne();
        assertThat(told.out()).isEmpty();
        assertThat(told.err()).startsWith("error: entry 4 of the journal cannot be read: ");
    }

    @Test
    void archived_entries_count_like_others_and_a_file_that_is_missing_is_named() throws Exception {
        var told = backtest(proposed()).out();
        var archive = Files.createDirectory(folder.resolve("archive"));
        var key = new CheckpointKey(3);
        story.checkpoint(key);
        story.close();
        var database = new SqliteEngine(story.database());
        var archivist = new Archivist(database, new ArchiveFolder(archive), CheckpointKey.ORIGIN, key.pinned());
        try (var ledger = LedgerArchive.open(
                new LedgerSettings(database, TestAnchors.of(story.database()), "dev", Duration.ofDays(1), false))) {
            archivist.archive(ledger, Instant.MAX, _ -> {});
        }
        var configuration = folder.resolve("server.yaml");
        assertThat(backtest(proposed()).err()).contains("journal: { archive: FOLDER }");
        Files.writeString(configuration, Files.readString(configuration).replace("\" }", "\", archive: archive }"));

        assertThat(backtest(proposed()).out()).isEqualTo(told);
        try (var files = Files.list(archive)) {
            Files.delete(files.filter(file -> file.toString().endsWith(".jsonl"))
                    .findFirst()
                    .orElseThrow());
        }
        assertThat(backtest(proposed()))
                .satisfies(missing -> assertThat(missing.exitCode()).isOne())
                .satisfies(missing -> assertThat(missing.err()).contains("begins with 000000000000 is missing"));
    }

    private String proposed() {
        return active.replace("max: \"1000000\"", "max: \"2000000\"")
                .replace("96045\"\n", "96045\"\n    - \"eip155:1:0x28C6c06298d514Db089934071355E5743bf21d60\"\n")
                .replace("0.05 ETH", "0.025 ETH")
                .replace("max: \"40\"", "max: \"30\"");
    }

    private void pay(Asset asset, BigInteger units, String to) throws Exception {
        story.sign(ask(asset, units, to));
        story.pass(Duration.ofMinutes(10));
        nonce++;
    }

    private Ask ask(Asset asset, BigInteger units, String to) {
        return new Ask(
                "spiffe://firm.example/hot-wallet",
                "eth-hot",
                "w-" + (100 + nonce),
                asset,
                units,
                ETHER.divide(BigInteger.valueOf(100)),
                Math.min(nonce, 16),
                10 + nonce,
                new Account(new Chain("eip155:1"), to));
    }

    private Execution backtest(String policy, String... options) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "policy",
                "backtest",
                "--config",
                folder.resolve("server.yaml").toString(),
                Files.writeString(folder.resolve("proposed.yaml"), policy).toString()));
        arguments.addAll(List.of(options));
        return Execution.of(arguments.toArray(String[]::new));
    }
}
