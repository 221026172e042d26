package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.countersign.client.Refused;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.transport.tls.TlsFileCheck;
import dev.countersign.signer.transport.tls.TlsFileRefused;
import dev.countersign.signer.transport.tls.TlsSettings;
import dev.countersign.v1.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every wrong start ends by itself, with an exit code that says which room refused it, and one line that names
/// what is wrong and says what to do. A server runs meanwhile on the same token, and holds its ledger and its two
/// ports; its policy names a key more than the token has.
class StartRefusalIT {

    private static final String LEDGER = "path: ledger.db";
    private static final String MODULE = "module: .*";
    private static final String POLICY = "policy: policy.yaml";

    @TempDir
    static Path temporary;

    private static WrongStarts setUp;
    private static ServerProcess running;

    @BeforeAll
    static void start() throws Exception {
        setUp = new WrongStarts(temporary.resolve("dev"));
        ServerProcess.init(setUp.folder(), policy -> policy);
        setUp.makePins();
        setUp.makeHalfModule();
        setUp.makePolicies();
        setUp.makeLedgers();
        setUp.write("policy.yaml", WrongStarts.withKeyOfNobody(setUp.read("policy.yaml")));
        running = ServerProcess.start(setUp.folder());
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    static Stream<Arguments> wrong_tokens() {
        return Stream.of(
                arguments("a wrong PIN", "user.pin", "wrong.pin", "wrong.pin (C_Login: CKR_PIN_INCORRECT", "touch "),
                arguments("no PIN file", "user.pin", "none.pin", "no PIN file at ", "mode 0600"),
                arguments("an empty PIN file", "user.pin", "empty.pin", "empty.pin", "1 to 256 bytes"),
                arguments("an open PIN file", "user.pin", "open.pin", "open to others (mode rw-r--r--)", "chmod 600 "),
                arguments("no module", MODULE, "module: none.so", "no PKCS#11 module at ", "give the path"),
                arguments(
                        "a text as module",
                        MODULE,
                        "module: policy.yaml",
                        "policy.yaml is no library",
                        "give the path"),
                arguments(
                        "another library as module",
                        MODULE,
                        "module: " + WrongStarts.otherLibrary(),
                        "libzip.so is a library, but no PKCS#11 module",
                        "C_GetFunctionList"),
                arguments(
                        "half a module",
                        MODULE,
                        "module: half.so",
                        "half.so is cut short",
                        "copy the vendor's library"),
                arguments("no such label", "label: .*", "label: other", "'other'", "it has 'countersign-dev'"),
                arguments("no environment", "softhsm2.conf", "none.conf", "does not start", "environment"));
    }

    static Stream<Arguments> wrong_keys() {
        return Stream.of(
                arguments("a key of nobody", POLICY, "policy: nobody.yaml", WrongStarts.KEY_OF_NOBODY, "keys list"),
                arguments(
                        "an imported key",
                        POLICY,
                        "policy: imported.yaml",
                        "'imported' in token 'countersign-dev'",
                        "CKA_NEVER_EXTRACTABLE is false"),
                arguments(
                        "no checkpoint key",
                        "checkpoint_key: .*",
                        "checkpoint_key: \"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\"",
                        "the checkpoint key cannot be used: key d75a98",
                        "keys list"));
    }

    static Stream<Arguments> wrong_ledgers_and_files() {
        return Stream.of(
                arguments("no ledger", LEDGER, "path: none.db", "no ledger at ", "`countersign ledger init`"),
                arguments(
                        "an empty ledger", LEDGER, "path: empty.db", "empty.db is empty", "`countersign ledger init`"),
                arguments("a text as ledger", LEDGER, "path: text.db", "text.db is not a SQLite", "check the path"),
                arguments("a foreign database", LEDGER, "path: foreign.db", "foreign.db is a SQLite", "check the path"),
                arguments(
                        "another deployment's",
                        LEDGER,
                        "path: live.db",
                        "belongs to deployment live",
                        "check the path"),
                arguments("a held ledger", LEDGER, "path: ./ledger.db", "is held by a running server", "stop that one"),
                arguments("no policy", POLICY, "policy: none.yaml", "none.yaml: no such file", "expected"),
                arguments(
                        "an unknown field",
                        "deployment: dev",
                        "deployment: dev\ncolour: red",
                        ":3:1: colour:",
                        "unknown"),
                arguments("no certificate", "server.crt", "none.crt", "tls.certificate: no file at ", "put it there"),
                arguments("no TLS key", "server.key", "none.key", "tls.key: no file at ", "put it there"),
                arguments("no client CA", "tls/ca.crt", "none.crt", "tls.client_ca: no file at ", "put it there"),
                arguments("a text as client CA", "tls/ca.crt", "policy.yaml", "holds no certificate", "give PEM"),
                arguments("a certificate as key", "server.key", "server.crt", "holds no private key", "give PEM"),
                arguments(
                        "a key of another certificate",
                        "tls/server.key",
                        "clients/hot-wallet/client.key",
                        "client.key is not the key of",
                        "made together"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"wrong_tokens", "wrong_keys", "wrong_ledgers_and_files"})
    void it_says_in_one_line_what_is_wrong(String name, String was, String is, String what, String advice)
            throws Exception {
        var result = setUp.serve(was, is);

        assertThat(refusal(result)).singleElement().asString().contains(what, advice);
        assertThat(result.exitCode()).isIn(69, 74, 77, 78);
    }

    @Test
    void a_certificate_out_of_its_time_stops_the_start() {
        var tls = setUp.folder().resolve("tls");
        var files = new TlsSettings(
                TlsSettings.Peers.CLIENTS, tls.resolve("server.crt"), tls.resolve("server.key"), tls.resolve("ca.crt"));
        var now = TimeSource.system().wall();

        assertThatCode(() -> TlsFileCheck.require(files, now)).doesNotThrowAnyException();
        assertThatExceptionOfType(TlsFileRefused.class)
                .isThrownBy(() -> TlsFileCheck.require(files, now.plus(Duration.ofDays(91))))
                .withMessageContainingAll("server.crt ended at ", "put a new one there");
        assertThatExceptionOfType(TlsFileRefused.class)
                .isThrownBy(() -> TlsFileCheck.require(files, now.minus(Duration.ofDays(1))))
                .withMessageContainingAll("server.crt begins at ", "clock");
    }

    @Test
    void a_wrong_pin_is_tried_once_and_a_restart_does_not_try_it_again() throws Exception {
        setUp.write("pins/wrong-too.pin", "not-the-pin-of-this-token");
        setUp.protect("pins/wrong-too.pin");
        var first = setUp.serve("user.pin", "wrong-too.pin");
        var result = setUp.serve("user.pin", "wrong-too.pin");

        assertThat(first.output()).containsOnlyOnce("logging in to token");
        assertThat(first.exitCode()).isEqualTo(77);
        assertThat(result.output()).contains("is not sent again").doesNotContain("logging in to token");
        assertThat(result.exitCode()).isEqualTo(77);
    }

    @Test
    void an_address_in_use_is_named() throws Exception {
        var service = setUp.serve("(?s)metrics: [^\n]*\n(.*)operator:.*?\ntokens:", "$1tokens:");
        var metrics = setUp.serve("listen: .*", "listen: { address: 127.0.0.1, port: 0 }");
        var elsewhere = setUp.serve(
                "(?s)listen: [^\n]*\nmetrics: [^\n]*\n(.*)operator:.*?\ntokens:",
                "listen: { address: 203.0.113.7, port: 0 }\n$1tokens:");

        assertThat(refusal(service)).singleElement().asString().contains("listen: " + running.address() + " is in use");
        assertThat(refusal(metrics))
                .singleElement()
                .asString()
                .contains("metrics: 127.0.0.1:")
                .contains("is in use");
        assertThat(refusal(elsewhere))
                .singleElement()
                .asString()
                .contains("203.0.113.7:0 is no address of this machine");
        assertThat(List.of(service, metrics, elsewhere)).allMatch(result -> result.exitCode() == 71);
    }

    @Test
    void a_policy_must_follow_the_one_before() throws Exception {
        for (var policy : List.of("first.yaml", "second-again.yaml")) {
            var result = setUp.serve(
                    "ledger: .*\n" + POLICY,
                    "ledger: { path: second.db, anchor: second.db.anchor }\npolicy: " + policy);

            assertThat(refusal(result))
                    .singleElement()
                    .asString()
                    .contains(policy, "cannot follow version 2", "give it a higher version");
            assertThat(result.exitCode()).isEqualTo(78);
        }
    }

    @Test
    void every_problem_of_a_policy_has_its_line() throws Exception {
        var result = setUp.serve(POLICY, "policy: wrong.yaml");

        assertThat(refusal(result))
                .hasSizeGreaterThan(3)
                .allSatisfy(line -> assertThat(line)
                        .containsPattern("wrong\\.yaml:\\d+:\\d+: keys\\.eth-hot\\.")
                        .contains("; expected "));
        assertThat(result.exitCode()).isEqualTo(78);
    }

    @Test
    void a_key_that_the_token_lacks_is_named_and_frozen_while_the_others_sign() throws Exception {
        assertThat(running.log()).contains("not served: key " + WrongStarts.KEY_OF_NOBODY);
        try (var client = running.connect("hot-wallet")) {
            var good = Withdrawals.eth("start-good", 1, BigInteger.ONE);
            var lost = Withdrawals.eth("start-lost", 1, BigInteger.ONE).toBuilder()
                    .setKeyId("eth-lost")
                    .build();

            assertThat(client.sign(good).getTransactionId()).startsWith("0x");
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> client.sign(lost))
                    .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.REASON_KEY_FROZEN));
        }
    }

    @Test
    void a_key_is_made_once_and_listed_with_what_is_wrong() throws Exception {
        var made = setUp.run("keys", "create", "--id", "eth-two", "--chain", "eip155:1");
        var again = setUp.run("keys", "create", "--id", "eth-two", "--chain", "eip155:1");
        var listed = setUp.run("keys", "list");

        assertThat(made.exitCode()).isZero();
        assertThat(made.output()).contains("  eth-two:\n").containsPattern("public_key: \"0[23][0-9a-f]{64}\"");
        assertThat(refusal(again)).singleElement().asString().contains("'eth-two' exists already");
        assertThat(again.exitCode()).isOne();
        assertThat(listed.output())
                .containsPattern("eth-two +countersign-dev +secp256k1 +sunpkcs11 +0[23][0-9a-f]{64} good")
                .containsPattern(
                        "imported +countersign-dev +secp256k1 +\\w+ +0[23][0-9a-f]{64} not served: .*CKA_MODIFIABLE is true, must be false");
        assertThat(listed.exitCode()).isZero();
    }

    /// What was said beside the log, without `error: `; checked for what must never be said.
    private static List<String> refusal(ServerProcess.Result result) throws IOException {
        var said = result.output();
        assertThat(said)
                .doesNotContain("\tat ", "Exception", "Caused by", "WARNING")
                .doesNotContain(setUp.read("pins/user.pin"), setUp.read("pins/wrong.pin"));
        var lines = said.lines()
                .filter(line -> !line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ +(INFO|WARN|ERROR) .*"))
                .toList();
        assertThat(lines).isNotEmpty();
        assertThat(lines.getFirst()).startsWith("error: ");
        return lines.stream().map(line -> line.replaceFirst("^error: ", "")).toList();
    }
}
