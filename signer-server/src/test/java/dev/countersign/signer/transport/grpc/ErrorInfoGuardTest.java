package dev.countersign.signer.transport.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.transport.LogCapture;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import dev.countersign.v1.SigningServiceGrpc;
import dev.countersign.v1.SigningServiceGrpc.SigningServiceBlockingStub;
import dev.countersign.v1.SigningServiceGrpc.SigningServiceImplBase;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A handler that misbehaves as told, behind the guard, over loopback.
class ErrorInfoGuardTest {

    private static final String SECRET = "0xdeadbeef of the handler";

    private final AtomicReference<Consumer<StreamObserver<SignResponse>>> handler =
            new AtomicReference<>(ErrorInfoGuardTest::answer);
    private final AtomicReference<Runnable> interceptor = new AtomicReference<>(() -> {});
    private final LogCapture log = LogCapture.of(ErrorInfoGuard.class);
    private final Server server = NettyServerBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(ServerInterceptors.interceptForward(new Scripted(), new ErrorInfoGuard(), new Inner()))
            .build();
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server.start();
        channel = Grpc.newChannelBuilder("127.0.0.1:" + server.getPort(), InsecureChannelCredentials.create())
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        log.close();
    }

    static Stream<Named<Consumer<StreamObserver<SignResponse>>>> defects() {
        return Stream.of(
                Named.of("throws an exception", _ -> {
                    throw new IllegalStateException(SECRET);
                }),
                Named.of("throws an error", _ -> {
                    throw new AssertionError(SECRET);
                }),
                Named.of(
                        "closes with a bare status",
                        out -> out.onError(
                                Status.NOT_FOUND.withDescription(SECRET).asRuntimeException())),
                Named.of("passes an exception on", out -> out.onError(new IllegalStateException(SECRET))),
                Named.of("gives two reasons", out -> out.onError(twoReasons())));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void a_defect_leaves_as_one_incident_that_tells_nothing(Consumer<StreamObserver<SignResponse>> defect)
            throws Exception {
        handler.set(defect);

        assertIncident();
    }

    @Test
    void a_defect_in_a_later_interceptor_is_an_incident_too() throws Exception {
        interceptor.set(() -> {
            throw new IllegalStateException(SECRET);
        });

        assertIncident();
    }

    @Test
    void a_handler_that_breaks_after_its_answer_costs_nobody_anything() {
        handler.set(out -> {
            answer(out);
            throw new IllegalStateException(SECRET);
        });

        assertThat(stub().sign(SignRequest.getDefaultInstance()).getRuleId()).isEqualTo("rule");
        assertThat(stub().sign(SignRequest.getDefaultInstance()).getRuleId()).isEqualTo("rule");
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(log.events()).hasSize(2));
    }

    @Test
    void a_refusal_with_its_reason_passes_as_it_is() throws Exception {
        handler.set(out -> out.onError(StatusMapper.toStatus(Refusal.of(Reason.OVERLOADED, "later"))));

        assertThat(infoOf(refusal()).getReason()).isEqualTo("OVERLOADED");
        assertThat(log.events()).isEmpty();
    }

    private void assertIncident() throws Exception {
        var refusal = refusal();

        var info = infoOf(refusal);
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(info.getReason()).isEqualTo("INVARIANT_BROKEN");
        assertThat(String.valueOf(StatusProto.fromThrowable(refusal))).doesNotContain("deadbeef");
        assertThat(log.events()).singleElement().satisfies(event -> {
            assertThat(event.getKeyValuePairs())
                    .anyMatch(pair -> pair.value.equals(info.getMetadataOrThrow("incident_id")));
            assertThat(event.getFormattedMessage() + event.getThrowableProxy())
                    .containsAnyOf("NOT_FOUND", "UNKNOWN", "UNAVAILABLE");
        });
        handler.set(ErrorInfoGuardTest::answer);
        interceptor.set(() -> {});
        assertThat(stub().sign(SignRequest.getDefaultInstance()).getRuleId()).isEqualTo("rule");
    }

    private StatusRuntimeException refusal() {
        return catchThrowableOfType(StatusRuntimeException.class, () -> stub().sign(SignRequest.getDefaultInstance()));
    }

    private SigningServiceBlockingStub stub() {
        return SigningServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    private static ErrorInfo infoOf(StatusRuntimeException refusal) throws Exception {
        var details = requireNonNull(StatusProto.fromThrowable(refusal)).getDetailsList();
        assertThat(details).hasSize(1);
        return details.getFirst().unpack(ErrorInfo.class);
    }

    private static StatusRuntimeException twoReasons() {
        var info = Any.pack(ErrorInfo.newBuilder().setReason(SECRET).build());
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.UNAVAILABLE.value())
                .setMessage(SECRET)
                .addDetails(info)
                .addDetails(info)
                .build());
    }

    private static void answer(StreamObserver<SignResponse> out) {
        out.onNext(SignResponse.newBuilder().setRuleId("rule").build());
        out.onCompleted();
    }

    private final class Scripted extends SigningServiceImplBase {
        @Override
        public void sign(SignRequest request, StreamObserver<SignResponse> out) {
            handler.get().accept(out);
        }
    }

    private final class Inner implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            interceptor.get().run();
            return next.startCall(call, headers);
        }
    }
}
