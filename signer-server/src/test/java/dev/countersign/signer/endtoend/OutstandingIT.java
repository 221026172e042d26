package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.countersign.client.CallFailed;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.OperatorClient;
import dev.countersign.client.Refused;
import dev.countersign.client.SigningClient;
import dev.countersign.signer.ssh.SshKeygen;
import dev.countersign.v1.ReportObservationRequest;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Signs until what is outstanding is as much as the policy allows, and again once two observers said
/// that the nonce is spent; by the commands that the documentation names and keys of ssh-keygen's.
class OutstandingIT {

    private static final String DAY = "- { id: eth-day,   asset: ETH,  per: 24h, max: \"25\" }";

    @TempDir
    private Path temporary;

    private Path folder;
    private Path seen;

    @Test
    void what_is_in_the_air_is_bounded_until_observers_saw_it_land() throws Exception {
        folder = temporary.resolve("dev");
        var observers = observers();
        ServerProcess.init(
                folder,
                text -> text.replace(DAY, DAY + "\n      - { id: eth-out, asset: ETH, per: outstanding, max: \"5\" }")
                        + observers);
        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            client.sign(Withdrawals.eth("a", 0, ether(3)));
            var refused = refused(client, "b");
            assertThat(refused.reason().name()).isEqualTo("REASON_LIMIT_EXCEEDED");
            assertThat(refused)
                    .hasMessageContaining(
                            "limit eth-out of key eth-hot allows 5 ETH in signatures that can still be used")
                    .hasMessageContaining("3.00084 ETH of signatures are outstanding");
            assertThat(client.getHeadroom("eth-hot").getLimitsList())
                    .anySatisfy(limit -> assertThat(limit.getLimitId()).isEqualTo("eth-out"))
                    .anySatisfy(limit -> assertThat(limit.getOutstanding()).isTrue());

            write(client, 1);
            sign("node-a");
            failed(report(server, "node-a"), "needs the signatures of 2 of 2 observers");
            noClientReports(server);
            assertThat(refused(client, "b").reason().name()).isEqualTo("REASON_LIMIT_EXCEEDED");

            sign("node-b");
            var reported = report(server, "node-a", "node-b");
            assertThat(reported.exitCode()).as(reported.output()).isZero();
            assertThat(reported.output()).contains("1 signatures count as outstanding no more");
            client.sign(Withdrawals.eth("b", 1, ether(3)));
            failed(report(server, "node-a", "node-b"), "says nothing that was not said before");
        }
        var verified = ServerProcess.verifyJournal(folder);
        assertThat(verified.exitCode()).as(verified.output()).isZero();
    }

    private String observers() {
        return """
                observers:
                  threshold: 2
                  keys: { node-a: "%s", node-b: "%s" }
                  depth: { "eip155:1": 64 }
                """.formatted(
                        SshKeygen.make(temporary, "node-a").publicKey(),
                        SshKeygen.make(temporary, "node-b").publicKey());
    }

    private static BigInteger ether(long coins) {
        return Withdrawals.ETHER.multiply(BigInteger.valueOf(coins));
    }

    private static Refused refused(SigningClient client, String request) {
        return catchThrowableOfType(Refused.class, () -> client.sign(Withdrawals.eth(request, 1, ether(3))));
    }

    private void write(SigningClient client, long nonce) throws Exception {
        seen = Files.writeString(temporary.resolve("seen.txt"), """
                countersign observation v1
                deployment: dev
                chain: eip155:1
                block: 23850000
                hash: %s
                confirmations: 64
                account %s nonce %d
                """.formatted(
                        "ab".repeat(32), client.getKey("eth-hot").getAccount().toLowerCase(Locale.ROOT), nonce));
    }

    private void sign(String observer) throws Exception {
        var key = temporary.resolve(observer).toString();
        var signed = ServerProcess.run("observation", "sign", "--key", key, seen.toString());
        assertThat(signed.exitCode()).as(signed.output()).isZero();
    }

    private ServerProcess.Result report(ServerProcess server, String... observers) throws Exception {
        var arguments = new String[observers.length + 2];
        arguments[0] = "report";
        arguments[1] = seen.toString();
        for (var i = 0; i < observers.length; i++) {
            arguments[i + 2] = seen + "." + observers[i] + ".sig";
        }
        return server.observation(arguments);
    }

    /// Neither at the operators' port, with its certificate, nor at its own.
    private void noClientReports(ServerProcess server) throws Exception {
        var request = ReportObservationRequest.newBuilder()
                .setObservation(ByteString.copyFrom(Files.readAllBytes(seen)))
                .build();
        var files = folder.resolve("clients").resolve("hot-wallet");
        try (var there = OperatorClient.connect(ClientSettings.fromDirectory(files, server.operatorAddress()));
                var here = OperatorClient.connect(server.settings("hot-wallet"))) {
            assertThatThrownBy(() -> there.reportObservation(request)).isInstanceOf(CallFailed.class);
            assertThatThrownBy(() -> here.reportObservation(request)).hasMessageContaining("METHOD_UNKNOWN");
        }
    }

    private static void failed(ServerProcess.Result result, String says) {
        assertThat(result.exitCode()).as(result.output()).isNotZero();
        assertThat(result.output()).contains(says);
    }
}
