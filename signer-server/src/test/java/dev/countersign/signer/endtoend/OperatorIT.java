package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.client.CallFailed;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.ConnectionNotTrusted;
import dev.countersign.client.OperatorClient;
import dev.countersign.client.Refused;
import dev.countersign.client.SigningClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The operators' port of a real server: who may come in, and what each may do.
class OperatorIT {

    private static final String TOKEN = "countersign-dev";

    @TempDir
    static Path temporary;

    private static ServerProcess server;
    private static String address = "";

    @BeforeAll
    static void start() throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(folder, policy -> policy);
        server = ServerProcess.start(folder);
        address = server.operatorAddress();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void the_status_tells_every_token_with_its_lanes() throws Exception {
        var status = operator("status", "--json");

        assertThat(status.output()).contains("\"label\":\"" + TOKEN + "\"", "\"state\":\"serving\"");
        assertThat(status.exitCode()).isZero();
        assertThat(operator("status").output()).contains("TOKEN ", TOKEN);
    }

    @Test
    void a_clients_certificate_opens_nothing_at_the_operators_port() throws Exception {
        notTrusted(() -> {
            // the operators' CA, so that the server is believed: what is refused is the client
            var files = mixed("client-at-operators", server.folder().resolve("clients/hot-wallet"));
            try (var client = OperatorClient.connect(settings(files, address))) {
                client.listTokens();
            }
        });
    }

    @Test
    void an_operators_certificate_opens_nothing_at_the_clients_port() throws Exception {
        notTrusted(() -> {
            var files = mixed("operator-at-clients", server.folder().resolve("operators/dev"));
            Files.copy(
                    server.folder().resolve("clients/hot-wallet/ca.crt"),
                    files.resolve("ca.crt"),
                    StandardCopyOption.REPLACE_EXISTING);
            try (var client = SigningClient.connect(settings(files, server.address()))) {
                client.listKeys();
            }
        });
    }

    @Test
    void a_token_that_there_is_not_is_refused_with_a_reason() throws Exception {
        var drained = operator("drain", "hsm-z", "--reason", "test");

        assertThat(drained.output()).contains("TOKEN_UNKNOWN", TOKEN);
        assertThat(drained.exitCode()).isEqualTo(3);
    }

    @Test
    void the_only_token_is_not_drained_by_the_way() throws Exception {
        var drained = operator("drain", TOKEN, "--reason", "test");

        assertThat(drained.output()).contains("LAST_TOKEN");
        assertThat(drained.exitCode()).isEqualTo(3);
    }

    @Test
    void a_port_where_nobody_listens_is_not_reached() throws Exception {
        var status = ServerProcess.run(
                "hsm", "status", "--server", "127.0.0.1:1", "--tls", tls().toString(), "--deadline", "1s");

        assertThat(status.exitCode()).isEqualTo(4);
    }

    @Test
    void health_is_told_at_the_operators_port_too() throws Exception {
        assertThat(ServerProcess.health(address, tls(), "countersign.v1.OperatorService"))
                .isEqualTo(io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING);
    }

    private static ServerProcess.Result operator(String command, String... arguments) throws Exception {
        return server.operator(command, arguments);
    }

    private static Path tls() {
        return server.folder().resolve("operators/dev");
    }

    private static ClientSettings settings(Path files, String target) {
        return ClientSettings.fromDirectory(files, target).withDeadline(Duration.ofSeconds(5));
    }

    /// The identity of `from` that believes the operators' CA.
    private static Path mixed(String name, Path from) throws Exception {
        var folder = Files.createDirectories(temporary.resolve(name));
        for (var file : new String[] {"client.crt", "client.key"}) {
            Files.copy(from.resolve(file), folder.resolve(file));
        }
        Files.copy(tls().resolve("ca.crt"), folder.resolve("ca.crt"));
        return folder;
    }

    private static void notTrusted(ThrowingCallable call) {
        assertThatExceptionOfType(CallFailed.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure).isNotInstanceOf(Refused.class))
                .isInstanceOf(ConnectionNotTrusted.class);
    }
}
