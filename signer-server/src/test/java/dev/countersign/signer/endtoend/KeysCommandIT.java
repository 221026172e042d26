package dev.countersign.signer.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.model.CheckValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The key ceremony as people run it: each command a process of its own, on one development set-up.
class KeysCommandIT {

    private static final byte[] SECRET = "an API secret of 44 bytes, seen by us alone.".getBytes(US_ASCII);
    private static final String WRITTEN = Base64.getEncoder().encodeToString(SECRET);

    @TempDir
    static Path temporary;

    private static Path folder;

    @BeforeAll
    static void make_a_set_up() throws Exception {
        folder = temporary.resolve("dev");
        ServerProcess.init(folder, policy -> policy);
    }

    @Test
    void a_piped_secret_enters_the_token_and_is_nowhere_else() throws Exception {
        var process = start("import-secret", "--id", "kraken", "--kind", "hmac-sha512");
        await().until(() -> text(process.pid(), "cmdline").contains("import-secret"));
        assertThat(text(process.pid(), "cmdline") + text(process.pid(), "environ"))
                .contains("import-secret")
                .doesNotContain(WRITTEN);
        try (var in = process.getOutputStream()) {
            in.write((WRITTEN + "\n").getBytes(US_ASCII));
        }
        var said = end(process);

        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said)
                .contains("read 44 bytes, written as base64", "venue: kraken", "accept_imported: true")
                .contains("check_value: \"" + mac("HmacSHA512", SECRET) + "\"")
                .doesNotContain(WRITTEN, new String(SECRET, US_ASCII));
        assertThat(filesWith(WRITTEN.getBytes(US_ASCII))).isEmpty();
        assertThat(filesWith(SECRET)).isEmpty();
        assertThat(run("list"))
                .containsPattern("kraken .* sunpkcs11 .* imported: served only with accept_imported: true");
    }

    @Test
    void the_printed_entry_loads() throws Exception {
        for (var arguments : List.of(
                new String[] {"create", "--id", "eth-new", "--chain", "eip155:1"},
                new String[] {"create", "--id", "p384", "--kind", "p-384", "--venue", "okx"},
                new String[] {"create", "--id", "rsa", "--kind", "rsa-3072", "--venue", "okx"},
                new String[] {"create", "--id", "mac", "--kind", "hmac-sha384", "--venue", "okx"})) {
            var entry =
                    run(arguments).lines().filter(line -> line.startsWith("  ")).toList();
            var policy = Files.readString(folder.resolve("policy.yaml")) + String.join("\n", entry) + "\n";
            var file = Files.writeString(Files.createTempFile(temporary, "policy", ".yaml"), policy);

            var bundle = new PolicyLoader().load(file);

            assertThat(bundle.keys().size() + bundle.venueKeys().size()).isEqualTo(2);
        }
    }

    @Test
    void a_wrong_secret_is_refused_without_being_repeated_and_nothing_is_made() throws Exception {
        for (var written : List.of("not base64 at all", "c2hvcnQ=", "A".repeat(2_000))) {
            var process = start("import-secret", "--id", "wrong", "--kind", "hmac-sha256");
            try (var in = process.getOutputStream()) {
                in.write(written.getBytes(US_ASCII));
            } catch (IOException closed) {
                // it reads no more than a secret can have
            }
            var said = end(process);

            assertThat(process.exitValue()).isEqualTo(2);
            assertThat(said).contains("error: ").doesNotContain(written);
        }
        assertThat(run("list")).doesNotContain("wrong ");
    }

    @Test
    void a_typed_secret_is_not_shown() throws Exception {
        var command = String.join(
                " ",
                ServerProcess.command(
                        "keys",
                        "import-secret",
                        "--config",
                        folder.resolve("server.yaml").toString(),
                        "--id",
                        "typed",
                        "--kind",
                        "hmac-sha256"));
        var process = new ProcessBuilder("script", "-qec", command, "/dev/null")
                .redirectErrorStream(true)
                .start();
        var said = new StringBuilder();
        var out = process.inputReader(UTF_8);
        try (var in = process.getOutputStream()) {
            while (said.indexOf("(not shown)") < 0) {
                said.append((char) out.read());
            }
            in.write((WRITTEN + "\n").getBytes(US_ASCII));
            in.flush();
            for (var read = out.read(); read >= 0; read = out.read()) {
                said.append((char) read);
            }
        }

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said.toString())
                .contains("check_value: \"" + mac("HmacSHA256", SECRET) + "\"")
                .doesNotContain(WRITTEN);
    }

    @Test
    void a_rotated_key_has_a_successor_and_an_end() throws Exception {
        var rotated =
                run("rotate", "--id", "eth-hot", "--new-id", "eth-hot-2", "--disable-old-at", "2040-01-01T00:00:00Z");
        var listed = run("list");

        assertThat(rotated)
                .containsPattern("(?m)^  eth-hot-2:$")
                .containsPattern("public_key: \"0[23][0-9a-f]{64}\"")
                .contains("An officer copies lane, rules, limits and fees of eth-hot to eth-hot-2")
                .contains("disabled  key eth-hot in token countersign-dev, from 2040-01-01T00:00:00Z");
        assertThat(listed)
                .containsPattern("eth-hot +countersign-dev .* good; disabled from 2040-01-01T00:00:00Z")
                .containsPattern("eth-hot-2 +countersign-dev .* good\n");
    }

    @Test
    void a_key_is_disabled_at_once_by_name_or_by_public_key() throws Exception {
        var made = run("create", "--id", "short-lived", "--chain", "eip155:1");
        var publicKey = Pattern.compile("0[23][0-9a-f]{64}").matcher(made);
        assertThat(publicKey.find()).isTrue();

        assertThat(run("disable", "--public-key", publicKey.group(), "--at", "2040-01-01T00:00:00Z"))
                .contains("in token countersign-dev, from 2040-01-01T00:00:00Z");
        assertThat(run("disable", "--id", "short-lived"))
                .containsPattern("disabled  key short-lived in token countersign-dev, from 20[23]\\d-");
        var nobody = start("disable", "--id", "nobody");
        assertThat(end(nobody)).contains("error: no token of server.yaml holds key nobody");
        assertThat(nobody.exitValue()).isOne();
    }

    @Test
    void a_policy_that_names_the_checkpoint_key_stops_the_start() throws Exception {
        var server = Files.readString(folder.resolve("server.yaml"));
        var key = Pattern.compile("checkpoint_key: \"([0-9a-f]{64})\"").matcher(server);
        assertThat(key.find()).isTrue();
        Files.writeString(
                folder.resolve("forger.yaml"),
                "version: 1\nkeys:\n  desk: { venue: okx, kind: ed25519, public_key: \"" + key.group(1) + "\" }\n");
        var config = Files.writeString(
                folder.resolve("forger-server.yaml"), server.replace("policy: policy.yaml", "policy: forger.yaml"));

        var refused = ServerProcess.run("serve", "--config", config.toString());

        assertThat(refused.output()).contains("forger.yaml: keys.desk is the checkpoint key of server.yaml");
        assertThat(refused.exitCode()).isNotZero();
    }

    private static Process start(String... arguments) throws IOException {
        var words = Stream.concat(
                Stream.of(
                        "keys",
                        arguments[0],
                        "--config",
                        folder.resolve("server.yaml").toString()),
                Stream.of(arguments).skip(1));
        return new ProcessBuilder(ServerProcess.command(words.toArray(String[]::new)))
                .redirectErrorStream(true)
                .start();
    }

    private static String end(Process process) throws Exception {
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private static String run(String... arguments) throws Exception {
        var process = start(arguments);
        process.getOutputStream().close();
        var said = end(process);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static String text(long pid, String what) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(pid), what), ISO_8859_1);
    }

    private static String mac(String algorithm, byte[] key) throws Exception {
        var mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return HexFormat.of().formatHex(mac.doFinal(CheckValue.RESERVED_TEXT.toByteArray()));
    }

    /// Of the set-up: token, ledger, logs, and whatever a command left beside them.
    private static List<Path> filesWith(byte[] bytes) throws IOException {
        try (var files = Files.walk(temporary)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> content(file).contains(new String(bytes, ISO_8859_1)))
                    .toList();
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
