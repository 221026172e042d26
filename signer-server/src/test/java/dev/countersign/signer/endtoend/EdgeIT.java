package dev.countersign.signer.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.countersign.client.Refused;
import dev.countersign.signer.authentication.TestCertificates.Issued;
import dev.countersign.signer.transport.RawConnection;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SigningServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.util.CertificateUtils;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The bounds of a connection, and what the server's log tells: JSON, with names and reasons, without a secret.
class EdgeIT {

    @TempDir
    static Path temporary;

    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(folder, policy -> policy);
        ServerProcess.configure(folder, "log: { format: json }\n");
        server = ServerProcess.start(folder);
    }

    /// Whatever the tests provoked, the log stays what it is.
    @AfterAll
    static void every_line_of_the_log_is_one_json_object() throws Exception {
        server.close();
        assertThat(server.log().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(JsonParser.parseString(line).isJsonObject())
                        .as(line)
                        .isTrue());
        for (var pin : List.of("user.pin", "so.pin")) {
            assertThat(server.log())
                    .doesNotContain(Files.readString(server.folder().resolve("pins/" + pin)));
        }
    }

    @Test
    void a_connection_has_a_bound_on_calls_and_on_headers() throws Exception {
        var settings = RawConnection.open(RawConnection.context(hotWallet(), ca()), server.port())
                .settings();

        assertThat(settings)
                .containsEntry(RawConnection.MAX_CONCURRENT_STREAMS, 256L)
                .containsEntry(RawConnection.MAX_HEADER_LIST_SIZE, 8192L);
    }

    @Test
    void headers_beyond_the_bound_are_not_taken_and_the_server_goes_on() throws Exception {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("filler", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(9_000));
        withChannel(credentials().build(), channel -> {
            var stub = SigningServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                            .sign(SignRequest.getDefaultInstance()))
                    .satisfies(e -> assertThat(e.getStatus().getCode())
                            .isIn(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.RESOURCE_EXHAUSTED));
        });
        assertThat(server.health().name()).isEqualTo("SERVING");
    }

    @Test
    void a_message_that_is_no_protobuf_is_malformed_and_leaves_no_bytes_in_the_log() throws Exception {
        var method = SigningServiceGrpc.getSignMethod().toBuilder(new RawBytes(), new RawBytes())
                .build();
        var garbage = "garbage-of-the-client".repeat(3);
        withChannel(
                credentials().build(),
                channel -> assertThatExceptionOfType(StatusRuntimeException.class)
                        .isThrownBy(() -> ClientCalls.blockingUnaryCall(
                                channel, method, CallOptions.DEFAULT, garbage.getBytes(UTF_8)))
                        .satisfies(e -> assertThat(TransportIT.reasonOf(e)).isEqualTo("MALFORMED_REQUEST")));

        assertThat(server.log()).doesNotContain("garbage-of-the-client").doesNotContain("incident");
    }

    @Test
    void health_is_told_to_nobody_without_a_certificate() throws Exception {
        var nobody = TlsChannelCredentials.newBuilder()
                .trustManager(file("ca.crt").toFile())
                .build();
        withChannel(
                nobody,
                channel -> assertThatExceptionOfType(StatusRuntimeException.class)
                        .isThrownBy(() -> HealthGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(10, TimeUnit.SECONDS)
                                .check(HealthCheckRequest.getDefaultInstance()))
                        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE)));
    }

    @Test
    void a_request_is_logged_by_its_names_and_never_by_its_bytes() throws Exception {
        var fine = Withdrawals.usdc("logged-1", 10, BigInteger.valueOf(1_250_500_000));
        var tooMuch = Withdrawals.eth("logged-2", 11, Withdrawals.ETHER.multiply(BigInteger.valueOf(1_000)));
        try (var client = server.connect("hot-wallet")) {
            var signed = client.sign(fine);
            assertThatExceptionOfType(Refused.class).isThrownBy(() -> client.sign(tooMuch));

            assertThat(lineOf("logged-1"))
                    .containsEntry("client", "spiffe://countersign.example/hot-wallet")
                    .containsEntry("key", "eth-hot")
                    .containsKey("micros");
            assertThat(lineOf("logged-2")).containsEntry("key", "eth-hot").containsEntry("reason", "LIMIT_EXCEEDED");
            var log = server.log();
            Stream.of(
                            fine.getEthereumTransaction().getUnsignedTransaction(),
                            tooMuch.getEthereumTransaction().getUnsignedTransaction(),
                            signed.getSignedPayload(),
                            signed.getSignatures(0))
                    .forEach(secret -> assertThat(log)
                            .doesNotContainIgnoringCase(HexFormat.of().formatHex(secret.toByteArray()))
                            .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(secret.toByteArray())));
        }
    }

    /// The key-value pairs of the one line about a request.
    private static Map<String, String> lineOf(String requestId) throws Exception {
        return server.log()
                .lines()
                .map(line -> pairs(JsonParser.parseString(line).getAsJsonObject()))
                .filter(pairs -> requestId.equals(pairs.get("request_id")))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> pairs(JsonObject line) {
        var pairs = new HashMap<String, String>();
        if (line.has("kvpList")) {
            line.getAsJsonArray("kvpList").asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .flatMap(pair -> pair.entrySet().stream())
                    .forEach(pair -> pairs.put(pair.getKey(), pair.getValue().getAsString()));
        }
        return pairs;
    }

    private static Issued hotWallet() throws Exception {
        var certificate = certificate("client.crt");
        try (var in = Files.newInputStream(file("client.key"))) {
            return new Issued(certificate, new KeyPair(certificate.getPublicKey(), CertificateUtils.getPrivateKey(in)));
        }
    }

    private static X509Certificate ca() throws Exception {
        return certificate("ca.crt");
    }

    private static X509Certificate certificate(String name) throws Exception {
        try (var in = Files.newInputStream(file(name))) {
            return CertificateUtils.getX509Certificates(in)[0];
        }
    }

    private static TlsChannelCredentials.Builder credentials() throws Exception {
        return TlsChannelCredentials.newBuilder()
                .trustManager(file("ca.crt").toFile())
                .keyManager(file("client.crt").toFile(), file("client.key").toFile());
    }

    private interface Use {
        void of(ManagedChannel channel) throws Exception;
    }

    private static void withChannel(ChannelCredentials credentials, Use use) throws Exception {
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
}
