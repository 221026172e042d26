package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.client.RetrySettings;
import dev.countersign.client.SigningClient;
import dev.countersign.client.Unavailable;
import dev.countersign.softhsm.SoftHsmToken;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Maintaining the HSMs of a pair, one after the other, on a server that signs meanwhile.
class MaintenanceIT {

    private static final String ONE = "countersign-dev";
    private static final String OTHER = "countersign-dev-b";
    private static final Pattern TOKENS = Pattern.compile("tokens:\n((?:  .*\n)+)");
    private static final Pattern MODULE = Pattern.compile("module: (\\S+)");

    @TempDir
    static Path temporary;

    private static ServerProcess server;
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private static long nonce; // of all tests: they share the server

    @BeforeAll
    static void start() throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(folder, policy -> policy.replace("max: \"1 ETH\"", "max: \"1000 ETH\""));
        pair(folder);
        server = ServerProcess.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void the_pair_is_maintained_one_after_the_other_and_no_withdrawal_is_lost() throws Exception {
        try (var client = server.connect("hot-wallet")) {
            var maintained = new AtomicBoolean();
            var signed = CompletableFuture.supplyAsync(() -> signUntil(maintained, client));

            for (var token : new String[] {ONE, OTHER}) {
                assertThat(operator("drain", token, "--reason", "firmware").exitCode())
                        .isZero();
                assertThat(operator("status").output()).containsPattern(token + " +drained");
                assertThat(operator("resume", token).exitCode()).isZero();
            }
            maintained.set(true);

            assertThat(signed.get()).isGreaterThan(0);
            assertThat(operator("status").output()).doesNotContain("drained", "recovering");
        }
    }

    @Test
    void an_outage_is_accepted_in_so_many_words_and_ends_with_the_first_token() throws Exception {
        assertThat(operator("drain", ONE, "--reason", "move to another rack").exitCode())
                .isZero();
        assertThat(operator("drain", OTHER, "--reason", "move to another rack"))
                .satisfies(refused -> assertThat(refused.output()).contains("LAST_TOKEN"))
                .satisfies(refused -> assertThat(refused.exitCode()).isEqualTo(3));
        assertThat(operator("drain", OTHER, "--reason", "move to another rack", "--accept-outage")
                        .exitCode())
                .isZero();

        var payment = Withdrawals.eth("during-outage", nonce++, BigInteger.ONE);
        var once = server.settings("hot-wallet").withRetry(RetrySettings.none()).withDeadline(DEADLINE);
        try (var client = SigningClient.connect(once)) {
            assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> client.sign(payment));
        }
        assertThat(server.monitoring("/ready").statusCode()).isEqualTo(503);

        assertThat(operator("resume", ONE, "--reason", "moved").exitCode()).isZero();
        try (var client = server.connect("hot-wallet")) {
            assertThat(client.sign(payment).getSignedPayload()).isNotEmpty();
        }
        assertThat(operator("resume", OTHER).exitCode()).isZero();
        assertThat(server.log())
                .contains("an operator's command")
                .contains("ops/dev")
                .contains("LAST_TOKEN");
    }

    private int signUntil(AtomicBoolean end, SigningClient client) {
        var count = 0;
        while (!end.get()) {
            client.sign(Withdrawals.eth("maintained-" + nonce, nonce, BigInteger.ONE));
            nonce++;
            count++;
        }
        return count;
    }

    /// Clones the token of a development set-up and has the server serve both.
    private static void pair(Path folder) throws Exception {
        var file = folder.resolve("server.yaml");
        var yaml = Files.readString(file);
        var module = MODULE.matcher(yaml);
        var tokens = TOKENS.matcher(yaml);
        assertThat(module.find() && tokens.find()).isTrue();
        var pins = folder.resolve("pins");
        new SoftHsmToken(
                        Path.of(module.group(1)),
                        ONE,
                        Map.of("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString()),
                        folder,
                        pins.resolve("user.pin"),
                        pins.resolve("so.pin"))
                .cloneAs(OTHER);
        var one = tokens.group(1);
        Files.writeString(file, yaml.replace(one, one + one.replace("label: " + ONE, "label: " + OTHER)));
    }

    private static ServerProcess.Result operator(String command, String... arguments) throws Exception {
        return server.operator(command, arguments);
    }
}
