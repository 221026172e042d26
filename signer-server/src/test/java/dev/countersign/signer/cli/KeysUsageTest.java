package dev.countersign.signer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `keys` refuses before any token is asked: the configuration names a module that is not there.
class KeysUsageTest {

    @TempDir
    Path folder;

    private String configuration;

    @BeforeEach
    void write_a_configuration_with_two_tokens() throws Exception {
        configuration = Files.writeString(
                        folder.resolve("server.yaml"),
                        """
                        deployment: dev
                        listen: { address: 127.0.0.1, port: 0 }
                        tls: { certificate: server.crt, key: server.key, client_ca: ca.crt }
                        tokens:
                          - { label: left, module: module.so, pin_file: user.pin }
                          - { label: right, module: module.so, pin_file: user.pin }
                        journal: { origin: countersign.example/dev, checkpoint_key: "%s" }
                        ledger: { path: ledger.db, anchor: ledger.db.anchor }
                        policy: policy.yaml
                        """.formatted("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
                        UTF_8)
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create --id a | (--chain=<chain> | --venue=<venue> | --checkpoint)",
                "create --id a --chain eip155:1 --venue kraken | mutually exclusive",
                "create --id A --chain eip155:1 | --id: 'A'; expected 1 to 64 characters of a-z, 0-9 and -",
                "create --id a --chain eth | --chain: 'eth'; expected a CAIP-2 id such as eip155:1",
                "create --id a --chain solana:mainnet | --chain: this version signs for EVM chains",
                "create --id a --venue Kraken | --venue: 'Kraken'; expected 1 to 64 characters",
                "create --id a --venue kraken --kind dsa | --kind: 'dsa'; expected one of: secp256k1, p-256,",
                "create --id a --chain eip155:1 --kind p-256 | --kind: p-256; expected secp256k1 for this purpose",
                "create --id a --checkpoint --kind p-256 | --kind: p-256; expected ed25519 for this purpose",
                "create --id a --checkpoint | --token: there are several; name one of: left, right",
                "create --id a --checkpoint --token middle | --token: 'middle'; expected one of: left, right",
                "import-secret --id a | Missing required option: '--kind=<kind>'",
                "import-secret --id a --kind ed25519 | --kind: ed25519; expected hmac-sha256, hmac-sha384 or hmac-sha512",
                "import-secret --id a --kind hmac-sha256 --encoding base32 | Invalid value for option '--encoding'",
                "import-secret --id a --kind hmac-sha256 c2VjcmV0 | Unmatched argument",
                "import-secret --id a --kind hmac-sha256 | --token: there are several; name one of: left, right",
                "rotate --id a | Missing required option: '--new-id=<newId>'",
                "rotate --id a --new-id b --disable-old-at never | --disable-old-at: 'never'; expected an instant such as",
                "disable | (--id=<id> | --public-key=HEX)",
                "disable --id a --at 2020-01-01T00:00:00Z | --at: 2020-01-01T00:00:00Z has passed",
                "delete --id a | Unmatched argument"
            })
    void wrong_usage_is_named(String command, String expected) {
        var words = Stream.of("keys " + command)
                .flatMap(line -> Arrays.stream(line.split(" ")))
                .toList();
        var arguments = Stream.concat(words.stream(), Stream.of("--config", configuration))
                .toArray(String[]::new);

        var refused = Execution.of(arguments);

        assertThat(refused.err()).contains(expected);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void no_token_is_asked_for_a_key_that_the_policy_does_not_name() throws Exception {
        Files.writeString(folder.resolve("policy.yaml"), "version: 1\nkeys: {}\n");

        var refused = Execution.of("keys", "rotate", "--config", configuration, "--id", "a", "--new-id", "b");

        assertThat(refused.err()).contains("names no key 'a'; nothing was made");
        assertThat(refused.exitCode()).isOne();
    }

    @Test
    void an_imported_secret_is_not_rotated_by_us() throws Exception {
        Files.writeString(folder.resolve("policy.yaml"), """
                version: 1
                keys:
                  a: { venue: kraken, kind: hmac-sha256, check_value: "%s", accept_imported: true }
                """.formatted("11".repeat(32)));

        var refused = Execution.of("keys", "rotate", "--config", configuration, "--id", "a", "--new-id", "b");

        assertThat(refused.err()).contains("its new secret comes from where the old one came", "keys import-secret");
        assertThat(refused.exitCode()).isOne();
    }

    @Test
    void help_says_what_never_happens_and_how_a_key_gets_into_a_second_token() {
        assertThat(Execution.of("keys", "--help").out()).contains("No command deletes a private key");
        assertThat(Execution.of("keys", "disable", "--help").out())
                .contains("no command deletes a private key", "within 10 seconds");
        assertThat(Execution.of("keys", "create", "--help").out().replaceAll("\\s+", " "))
                .contains("by the vendor's own cloning only");
        assertThat(Execution.of("keys", "import-secret", "--help").out()).contains("--plain", "C_CreateObject");
    }
}
