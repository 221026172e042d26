package dev.countersign.signer.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.countersign.client.Refused;
import dev.countersign.v1.SigningServiceGrpc;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// One certificate, used from the network that the policy says and from another; and a certificate of no client.
class NetworksIT {

    private static final String HOME = "127.0.0.1";
    private static final String ELSEWHERE = "127.0.0.2";
    private static final Pattern ENTRIES = Pattern.compile("(?m)^countersign_journal_entries_total (\\S+)$");

    @TempDir
    static Path temporary;

    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(
                folder,
                policy -> policy.replace("/hot-wallet\" }", "/hot-wallet\", from: [ \"127.0.0.1/32\", \"::/0\" ] }")
                        .replaceAll("(?m)^ *reporting: .*\\n", ""));
        server = ServerProcess.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// Every method that the port answers, and one that there is not.
    static Stream<Arguments> methods() {
        var signing = SigningServiceGrpc.getServiceDescriptor().getMethods().stream();
        var health = HealthGrpc.getServiceDescriptor().getMethods().stream();
        var unknown = SigningServiceGrpc.getSignMethod().toBuilder()
                .setFullMethodName(SigningServiceGrpc.SERVICE_NAME + "/Withdraw")
                .build();
        return Stream.of(signing, health, Stream.of(unknown))
                .flatMap(methods -> methods)
                .map(method -> arguments(
                        method.getFullMethodName(),
                        method.toBuilder(new RawBytes(), new RawBytes()).build()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void from_elsewhere_every_call_is_refused_unread(String name, MethodDescriptor<byte[], byte[]> method)
            throws Exception {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> call("hot-wallet", ELSEWHERE, method, "no protobuf".getBytes(UTF_8)))
                .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED))
                .satisfies(e -> assertThat(TransportIT.reasonOf(e)).isEqualTo("CLIENT_NETWORK_REFUSED"))
                .satisfies(e -> assertThat(e.getStatus().getDescription()).doesNotContain("127.", "::"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void from_its_network_no_call_is_refused_for_that(String name, MethodDescriptor<byte[], byte[]> method)
            throws Exception {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> call("hot-wallet", HOME, method, "no protobuf".getBytes(UTF_8)))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("may not call"));
    }

    @Test
    void the_same_request_signs_at_home_and_leaves_nothing_but_a_line_and_a_count_from_elsewhere() throws Exception {
        var request = Withdrawals.eth("networks-1", 0, BigInteger.ONE);
        var sign = SigningServiceGrpc.getSignMethod().toBuilder(new RawBytes(), new RawBytes())
                .build();
        var before = entries();

        for (var round = 0; round < 3; round++) {
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> call("hot-wallet", ELSEWHERE, sign, request.toByteArray()))
                    .satisfies(e -> assertThat(TransportIT.reasonOf(e)).isEqualTo("CLIENT_NETWORK_REFUSED"));
        }

        try (var client = server.connect("hot-wallet")) {
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> client.getRequest("networks-1"))
                    .satisfies(refused -> assertThat(refused.reasonName()).isEqualTo("REQUEST_UNKNOWN"));
            assertThat(client.sign(request).getSignedPayload().isEmpty()).isFalse();
        }
        // entries are written in order, so what the refusals had written would be there by now
        assertThat(entries() - before).as("reserved and settled").isEqualTo(2);
        assertThat(server.log().lines())
                .filteredOn(line -> line.contains("CLIENT_NETWORK_REFUSED"))
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(line -> line.contains("127.0.0.2") && line.contains("/hot-wallet"));
        assertThat(server.monitoring("/metrics").body())
                .containsPattern(
                        "countersign_strangers_total\\{address=\"127.0.0.2\",reason=\"CLIENT_NETWORK_REFUSED\"} [1-9]")
                .containsPattern(
                        "countersign_requests_total\\{outcome=\"refused\",reason=\"CLIENT_NETWORK_REFUSED\"} [1-9]");
    }

    @Test
    void a_certificate_of_no_client_still_learns_the_health_and_nothing_else() throws Exception {
        assertThat(ServerProcess.health(server.address(), files("reporting"), SigningServiceGrpc.SERVICE_NAME))
                .isEqualTo(ServingStatus.SERVING);
        var list = SigningServiceGrpc.getListKeysMethod().toBuilder(new RawBytes(), new RawBytes())
                .build();

        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> call("reporting", ELSEWHERE, list, new byte[0]))
                .satisfies(e -> assertThat(TransportIT.reasonOf(e)).isEqualTo("CLIENT_UNKNOWN"));
    }

    private static double entries() throws Exception {
        var found = ENTRIES.matcher(server.monitoring("/metrics").body());
        assertThat(found.find()).isTrue();
        return Double.parseDouble(found.group(1));
    }

    /// Calls over a connection of its own, whose near end is at `from`, and reads the first answer.
    private static void call(String client, String from, MethodDescriptor<byte[], byte[]> method, byte[] request)
            throws Exception {
        var channel = channel(files(client), from);
        try {
            var options = CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS);
            ClientCalls.blockingServerStreamingCall(channel, method, options, request)
                    .next();
        } finally {
            channel.shutdownNow();
        }
    }

    private static ManagedChannel channel(Path files, String from) throws Exception {
        var credentials = ServerProcess.credentials(files);
        return NettyChannelBuilder.forAddress(server.host(), server.port(), credentials)
                .localSocketPicker(new From(from))
                .build();
    }

    private static Path files(String client) {
        return server.folder().resolve("clients").resolve(client);
    }

    /// The near end of a connection.
    private static final class From extends NettyChannelBuilder.LocalSocketPicker {

        private final String address;

        From(String address) {
            this.address = address;
        }

        @Override
        public SocketAddress createSocketAddress(SocketAddress remote, Attributes attributes) {
            return new InetSocketAddress(InetAddress.ofLiteral(address), 0);
        }
    }
}
