package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.rpc.ErrorInfo;
import dev.countersign.v1.EthereumTransaction;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SigningServiceGrpc;
import dev.countersign.v1.SigningServiceGrpc.SigningServiceBlockingStub;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The network's edge as a stranger and as a careless client meet it.
class TransportIT {

    @TempDir
    static Path temporary;

    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(folder, policy -> policy);
        server = ServerProcess.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void without_a_certificate_there_is_no_connection() throws Exception {
        var credentials = TlsChannelCredentials.newBuilder()
                .trustManager(file("ca.crt").toFile())
                .build();
        var channel = Grpc.newChannelBuilder(server.address(), credentials).build();
        try {
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> stub(channel).sign(SignRequest.getDefaultInstance()))
                    .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void tls_1_2_is_not_spoken() throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((java.security.KeyStore) null);
        var context = SSLContext.getInstance("TLSv1.2");
        context.init(null, trust.getTrustManagers(), null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket(server.host(), server.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatExceptionOfType(javax.net.ssl.SSLException.class)
                    .isThrownBy(socket::startHandshake)
                    .withMessageContaining("protocol_version");
        }
    }

    @Test
    void a_method_that_there_is_not_is_refused_with_a_reason() throws Exception {
        var method = SigningServiceGrpc.getSignMethod().toBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName("countersign.v1.SigningService", "Withdraw"))
                .build();
        withChannel(channel -> assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> ClientCalls.blockingUnaryCall(
                        channel, method, CallOptions.DEFAULT, SignRequest.getDefaultInstance()))
                .satisfies(e -> assertThat(reasonOf(e)).isEqualTo("METHOD_UNKNOWN")));
    }

    @Test
    void an_empty_request_is_malformed_and_a_huge_one_is_not_read() throws Exception {
        withChannel(channel -> {
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> stub(channel).sign(SignRequest.getDefaultInstance()))
                    .satisfies(e -> assertThat(reasonOf(e)).isEqualTo("MALFORMED_REQUEST"));
            var huge = SignRequest.newBuilder()
                    .setEthereumTransaction(EthereumTransaction.newBuilder()
                            .setUnsignedTransaction(com.google.protobuf.ByteString.copyFrom(new byte[1 << 21])))
                    .build();
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> stub(channel).sign(huge))
                    .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
        });
    }

    @Test
    void health_is_serving_while_hsm_and_ledger_answer() throws Exception {
        withChannel(channel -> {
            var request = HealthCheckRequest.newBuilder()
                    .setService(SigningServiceGrpc.SERVICE_NAME)
                    .build();
            assertThat(HealthGrpc.newBlockingStub(channel).check(request).getStatus())
                    .isEqualTo(ServingStatus.SERVING);
        });
    }

    @Test
    void metrics_tell_outcomes_stages_sessions_and_headroom_and_no_secret() throws Exception {
        try (var client = server.connect("hot-wallet")) {
            client.sign(Withdrawals.eth("metrics-1", 0, java.math.BigInteger.ONE));
        }
        var text = metrics();

        assertThat(text)
                .contains("countersign_requests_total{outcome=\"signed\",reason=\"OK\"} 1.0")
                .contains("countersign_stage_seconds_count{stage=\"sign\"} 1")
                .contains("countersign_hsm_sessions{lane=\"withdrawals\",token=\"countersign-dev\"} 4.0")
                .contains("countersign_journal_entries_total")
                .contains("countersign_limit_used_ratio{client=\"\",key=\"eth-hot\",limit=\"eth-day\"}")
                .doesNotContain(Files.readString(server.folder().resolve("pins/user.pin")));
    }

    private static String metrics() throws Exception {
        var port = Pattern.compile("metrics: .*port: (\\d+)")
                .matcher(Files.readString(server.folder().resolve("server.yaml")));
        assertThat(port.find()).isTrue();
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + "/metrics"))
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }

    private static SigningServiceBlockingStub stub(ManagedChannel channel) {
        return SigningServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    private interface Use {
        void of(ManagedChannel channel) throws Exception;
    }

    private static void withChannel(Use use) throws Exception {
        var credentials = TlsChannelCredentials.newBuilder()
                .trustManager(file("ca.crt").toFile())
                .keyManager(file("client.crt").toFile(), file("client.key").toFile())
                .build();
        var channel = Grpc.newChannelBuilder(server.address(), credentials).build();
        try {
            use.of(channel);
        } finally {
            channel.shutdownNow();
        }
    }

    private static Path file(String name) {
        return server.folder().resolve("clients/hot-wallet").resolve(name);
    }

    static String reasonOf(StatusRuntimeException e) throws Exception {
        var details = StatusProto.fromThrowable(e).getDetailsList();
        assertThat(details).hasSize(1);
        return details.getFirst().unpack(ErrorInfo.class).getReason();
    }
}
