package dev.countersign.signer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// The commands that need no HSM: what they print and how they exit.
class CommandsTest {

    static final String CONFIGURATION =
            """
            deployment: dev
            listen: { address: 127.0.0.1, port: 0 }
            tls: { certificate: server.crt, key: server.key, client_ca: ca.crt }
            tokens:
              - { label: dev, module: module.so, pin_file: user.pin }
            journal: { origin: countersign.example/dev, checkpoint_key: "%s" }
            ledger: { path: ledger.db, anchor: ledger.db.anchor }
            policy: policy.yaml
            """.formatted("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    @TempDir
    Path folder;

    private String configuration;
    private Path ledger;

    @BeforeEach
    void write_a_configuration() throws Exception {
        configuration = write("server.yaml", CONFIGURATION);
        ledger = folder.resolve("ledger.db");
    }

    static Stream<String> every_command() {
        return names(Countersign.commandLine(), "");
    }

    private static Stream<String> names(CommandLine command, String path) {
        return Stream.concat(
                Stream.of(path),
                command.getSubcommands().entrySet().stream()
                        .filter(sub -> !sub.getKey().equals("help"))
                        .flatMap(sub -> names(sub.getValue(), (path + " " + sub.getKey()).strip())));
    }

    @ParameterizedTest(name = "countersign {0} --help")
    @MethodSource("every_command")
    void every_command_explains_itself(String command) {
        var help = Execution.of(arguments(command, "--help"));

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).startsWith("Usage: countersign " + command);
        assertThat(help.err()).isEmpty();
    }

    @ParameterizedTest(name = "countersign {0} --colour")
    @MethodSource("every_command")
    void every_command_refuses_an_option_that_it_does_not_know(String command) {
        var refused = Execution.of(arguments(command, "--colour", "red"));

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.errLines().getFirst()).startsWith("error: ");
        assertThat(refused.errLines().getLast())
                .isEqualTo("try: countersign" + (command.isEmpty() ? "" : " " + command) + " --help");
    }

    @Test
    void an_unknown_option_is_named() {
        assertThat(Execution.of("policy", "check", "policy.yaml", "--colour").err())
                .contains("error: Unknown option: '--colour'");
    }

    @Test
    void a_policy_that_loads_is_told_with_its_digest() throws Exception {
        var policy = write("policy.yaml", "version: 7\nassets: {}\nclients: {}\nkeys: {}\n");

        var checked = Execution.of("policy", "check", policy);

        assertThat(checked.out()).matches("policy version 7 loads: 0 keys, digest [0-9a-f]{64}\n");
        assertThat(checked.exitCode()).isZero();
    }

    @Test
    void a_policy_that_does_not_load_has_a_line_for_each_problem() throws Exception {
        var policy = write("policy.yaml", "version: seven\ncolour: red\nkeys: {}\n");

        var checked = Execution.of("policy", "check", policy);
        var asJson = Execution.of("policy", "check", "--json", policy);

        assertThat(checked.err()).contains(policy + ":1:10: version: ", policy + ":2:1: colour: ");
        assertThat(checked.exitCode()).isOne();
        assertThat(asJson.out()).startsWith("{\"ok\":false,\"problems\":[");
        assertThat(asJson.exitCode()).isOne();
    }

    @Test
    void a_ledger_is_made_once() throws Exception {
        var made = Execution.of("ledger", "init", "--config", configuration);
        var bytes = Files.readAllBytes(ledger);
        var again = Execution.of("ledger", "init", "--config", configuration);

        assertThat(made.exitCode()).isZero();
        assertThat(again.exitCode()).isOne();
        assertThat(again.err())
                .isEqualTo("error: " + ledger + " exists; a ledger is never overwritten."
                        + " Move it away if it is to go\n");
        assertThat(Files.readAllBytes(ledger)).isEqualTo(bytes);
    }

    @Test
    void a_journal_is_shown_and_verified() throws Exception {
        serveOnce();

        var shown = Execution.of("journal", "show", "--config", configuration);
        var verified = Execution.of("journal", "verify", "--config", configuration);

        assertThat(shown.out().lines()).hasSize(2).allMatch(line -> line.matches(" +\\d  \\S+Z  (created|started) .*"));
        assertThat(shown.exitCode()).isZero();
        assertThat(verified.out()).endsWith("journal verified\n");
        assertThat(verified.exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30, 80})
    void one_changed_byte_of_an_entry_is_found_and_named(int offset) throws Exception {
        serveOnce();
        flipByteOfEntry1(offset);

        var shown = Execution.of("journal", "show", "--config", configuration);
        var verified = Execution.of("journal", "verify", "--config", configuration);

        assertThat(verified.out()).contains("does not fit: entry 1: ").endsWith("journal NOT verified\n");
        assertThat(verified.exitCode()).isOne();
        assertThat(shown.out().lines()).hasSize(2);
        assertThat(shown.err()).isEmpty();
    }

    @Test
    void an_entry_that_cannot_be_read_is_shown_as_such() throws Exception {
        serveOnce();
        flipByteOfEntry1(0);

        var shown = Execution.of("journal", "show", "--config", configuration);

        assertThat(shown.out())
                .contains("     1  cannot be read: no journal entry at $")
                .contains("journal verify");
        assertThat(shown.exitCode()).isOne();
    }

    @Test
    void a_development_set_up_needs_a_fresh_folder_and_possible_ports() throws Exception {
        var fresh = folder.resolve("fresh");

        assertThat(Execution.of("dev", "init", folder.toString()).errLines())
                .first()
                .isEqualTo("error: " + folder + " is not empty; name a fresh folder");
        assertThat(Execution.of("dev", "init", configuration).errLines())
                .first()
                .isEqualTo("error: " + configuration + " is no folder; name a fresh one");
        assertThat(Execution.of("dev", "init", "--port", "65536", fresh.toString()))
                .satisfies(refused -> assertThat(refused.err()).contains("65536 is no port"))
                .satisfies(refused -> assertThat(refused.exitCode()).isEqualTo(2));
        assertThat(Execution.of("dev", "init", "--module", "none.so", fresh.toString())
                        .err())
                .contains("no library at none.so");
        assertThat(fresh).doesNotExist();
    }

    @Test
    void a_configuration_that_is_not_there_is_named() {
        var missing = folder.resolve("none.yaml");

        var served = Execution.of("serve", "--config", missing.toString());

        assertThat(served.err()).isEqualTo("error: " + missing + ": no such file; expected a file that exists\n");
        assertThat(served.exitCode()).isEqualTo(78);
    }

    private void serveOnce() throws Exception {
        SqlLedger.create(ledger, TestAnchors.of(ledger), "dev");
        var settings =
                new LedgerSettings(new SqliteEngine(ledger), TestAnchors.of(ledger), "dev", Duration.ofHours(1), false);
        SqlLedger.open(settings, TimeSource.system(), "test").close();
    }

    /// As an intruder with the file would: the trigger that guards entries is no obstacle to its owner.
    private void flipByteOfEntry1(int offset) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
                var statement = connection.createStatement();
                var update = connection.prepareStatement("UPDATE journal SET content = ? WHERE idx = 1")) {
            byte[] content;
            try (var row = statement.executeQuery("SELECT content FROM journal WHERE idx = 1")) {
                content = row.getBytes(1);
            }
            content[offset] ^= 1;
            statement.execute("DROP TRIGGER journal_is_not_changed");
            update.setBytes(1, content);
            update.executeUpdate();
        }
    }

    private String write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text, UTF_8).toString();
    }

    private static String[] arguments(String command, String... more) {
        return Stream.concat(Arrays.stream(command.split(" ")).filter(word -> !word.isEmpty()), Arrays.stream(more))
                .toArray(String[]::new);
    }
}
