package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.countersign.signer.ServerConfig.Capacity;
import dev.countersign.signer.ServerConfig.LogFormat;
import dev.countersign.signer.ServerConfig.Metrics;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.TokenSettings.Driver;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.yaml.YamlFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServerConfigTest {

    private static final String CHECKPOINT_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private static final String SMALL = """
            deployment: dev
            listen: { address: 127.0.0.1, port: 7443 }
            tls: { certificate: tls/server.crt, key: tls/server.key, client_ca: /etc/ca.crt }
            tokens:
              - { label: countersign-dev, module: /usr/lib/softhsm/libsofthsm2.so, pin_file: user.pin }
            journal: { origin: "dev.countersign.example/dev", checkpoint_key: "%s" }
            ledger: { path: ledger.db, anchor: ledger.db.anchor }
            policy: policy.yaml
            """.formatted(CHECKPOINT_KEY);

    @TempDir
    private Path folder;

    @Test
    void what_is_not_written_has_its_default() throws Exception {
        var config = load(SMALL);

        assertThat(config.listen()).isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 7443));
        assertThat(config.metrics()).isEmpty();
        assertThat(config.tokens().getFirst())
                .isEqualTo(new TokenSettings(
                        "countersign-dev",
                        Path.of("/usr/lib/softhsm/libsofthsm2.so"),
                        Map.of(),
                        folder.resolve("user.pin"),
                        folder,
                        Driver.SUNPKCS11,
                        Map.of(Lane.WITHDRAWALS, 4, Lane.ORDERS, 4),
                        Duration.ofSeconds(5)));
        assertThat(config.journal().checkpointEvery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.ledger().maxDowntime()).isEqualTo(Duration.ofDays(3));
        assertThat(config.capacity()).isEqualTo(new Capacity(256, 64));
        assertThat(config.logFormat()).isEqualTo(LogFormat.TEXT);
    }

    @Test
    void relative_paths_count_from_the_folder_of_the_file() throws Exception {
        var config = load(SMALL);

        assertThat(config.tls())
                .isEqualTo(new ServerConfig.Tls(
                        folder.resolve("tls/server.crt"), folder.resolve("tls/server.key"), Path.of("/etc/ca.crt")));
        assertThat(config.ledger().database()).isEqualTo(new SqliteEngine(folder.resolve("ledger.db")));
        assertThat(config.policy()).isEqualTo(folder.resolve("policy.yaml"));
    }

    @Test
    void everything_that_is_written_is_read() throws Exception {
        var config = load(SMALL.replace(
                        "pin_file: user.pin",
                        "pin_file: user.pin, driver: cryptoki, sessions: { withdrawals: 2 }, "
                                + "environment: { SOFTHSM2_CONF: ./softhsm2.conf, MODE: plain }")
                .replace("\"" + CHECKPOINT_KEY + "\"", "\"" + CHECKPOINT_KEY + "\", checkpoint_every: 1m, archive: old")
                .replace("path: ledger.db", "path: ledger.db, max_downtime: 1h")
                .concat("metrics: { address: \"::1\", port: 0 }\ncapacity: { in_flight: 8 }\nlog: { format: json }\n"));

        assertThat(config.metrics()).contains(new Metrics(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0)));
        assertThat(config.tokens().getFirst().driver()).isEqualTo(Driver.CRYPTOKI);
        assertThat(config.tokens().getFirst().sessions()).isEqualTo(Map.of(Lane.WITHDRAWALS, 2, Lane.ORDERS, 4));
        assertThat(config.tokens().getFirst().environment())
                .isEqualTo(
                        Map.of("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString(), "MODE", "plain"));
        assertThat(config.journal())
                .isEqualTo(new ServerConfig.Journal(
                        "dev.countersign.example/dev",
                        new PinnedKey(PinnedKey.Kind.ED25519, Bytes.fromHex(CHECKPOINT_KEY)),
                        Duration.ofMinutes(1),
                        Optional.of(folder.resolve("old"))));
        assertThat(config.ledger().maxDowntime()).isEqualTo(Duration.ofHours(1));
        assertThat(config.capacity()).isEqualTo(new Capacity(8, 8));
        assertThat(config.logFormat()).isEqualTo(LogFormat.JSON);
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource({"values", "tokens"})
    void what_is_not_understood_is_refused_with_its_place(String from, String to, String message) throws Exception {
        var text = SMALL.replace(from, to);
        assertThat(text).isNotEqualTo(SMALL);

        assertThatThrownBy(() -> load(text))
                .isInstanceOf(ConfigInvalid.class)
                .hasMessage(folder.resolve("server.yaml") + ":"
                        + message.replace("@", folder.resolve("server.yaml").toString()));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(
                        "port: 7443",
                        "port: 70000",
                        "2:37: listen.port: '70000'; expected a whole number from 0 to 65535"),
                arguments(
                        "127.0.0.1",
                        "localhost",
                        "2:20: listen.address: 'localhost'; expected an IP address such as 127.0.0.1"),
                arguments(
                        "policy: policy.yaml\n", "", "1:1: the field 'policy' is missing; expected the path of a file"),
                arguments("policy: policy.yaml", "policy: ''", "8:9: policy: ''; expected the path of a file"),
                arguments("policy: policy.yaml", "policy:", "8:8: policy: nothing; expected the path of a file"),
                arguments(
                        "origin: \"dev.countersign.example/dev\"",
                        "origin: \"a + b\"",
                        "6:20: journal.origin: 'a + b'; "
                                + "expected the log's name, such as countersign.firm.example/live: no spaces, no +"),
                arguments(
                        CHECKPOINT_KEY,
                        CHECKPOINT_KEY + "00",
                        "6:67: journal.checkpoint_key: '" + CHECKPOINT_KEY + "00'; "
                                + "expected the Ed25519 public key of the journal: 64 hex digits"),
                arguments(
                        "path: ledger.db",
                        "path: ledger.db, max_downtime: 72",
                        "7:42: ledger.max_downtime: '72'; expected a length of time from 1m to 30d"),
                arguments(
                        "policy: policy.yaml",
                        "policy: policy.yaml\ncapacity: { in_flight: 8, per_client: 9 }",
                        "9:39: capacity.per_client: '9'; expected a whole number from 1 to 8"),
                arguments(
                        "policy: policy.yaml",
                        "policy: policy.yaml\nlog: { format: xml }",
                        "9:16: log.format: 'xml'; expected one of: text, json"));
    }

    static Stream<Arguments> tokens() {
        return Stream.of(
                arguments(
                        "pin_file: user.pin",
                        "pin: 1234",
                        "5:5: tokens[0]: the field 'pin_file' is missing; expected the path of a file with the user PIN, or pin_credential\n"
                                + "@:5:72: tokens[0].pin: unknown field 'pin'; "
                                + "expected one of: label, module, environment, pin_file, pin_credential, driver, sessions,"
                                + " call_timeout"),
                arguments(
                        "user.pin }",
                        "user.pin }\n  - { label: countersign-dev, module: m, pin_file: p }",
                        "6:5: tokens[1]: the label 'countersign-dev' twice; expected labels of their own"),
                arguments(
                        "pin_file: user.pin",
                        "pin_credential: pin",
                        "5:88: tokens[0].pin_credential: a credential, and CREDENTIALS_DIRECTORY is not set; "
                                + "expected a unit of systemd with LoadCredential= or LoadCredentialEncrypted="),
                arguments(
                        "pin_file: user.pin",
                        "pin_file: user.pin, pin_credential: pin",
                        "5:108: tokens[0].pin_credential: the user PIN in two places; expected pin_file or pin_credential"),
                arguments(
                        "label: countersign-dev",
                        "label: ''",
                        "5:14: tokens[0].label: ''; expected the token's label, 1 to 32 characters"),
                arguments(
                        "user.pin }",
                        "user.pin, driver: pkcs11 }",
                        "5:100: tokens[0].driver: 'pkcs11'; expected one of: sunpkcs11, cryptoki"),
                arguments(
                        "user.pin }",
                        "user.pin, sessions: { orders: 0 } }",
                        "5:112: tokens[0].sessions.orders: '0'; expected a whole number from 1 to 256"));
    }

    @Test
    void a_pin_may_be_a_credential_of_systemd() throws Exception {
        var yaml = YamlFile.load(Files.writeString(
                folder.resolve("server.yaml"), SMALL.replace("pin_file: user.pin", "pin_credential: hsm.pin")));

        var config = new ServerConfigReader(folder, Optional.of(Path.of("/run/credentials/x"))).read(yaml);

        assertThat(config.tokens().getFirst().pinFile()).isEqualTo(Path.of("/run/credentials/x/hsm.pin"));
    }

    private ServerConfig load(String text) throws Exception {
        return ServerConfig.load(Files.writeString(folder.resolve("server.yaml"), text));
    }
}
