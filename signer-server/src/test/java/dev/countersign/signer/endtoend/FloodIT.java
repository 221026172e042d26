package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.countersign.client.RetrySettings;
import dev.countersign.client.SigningClient;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.model.Bytes;
import dev.countersign.v1.BitcoinPsbt;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import dev.countersign.v1.SigningServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One client that sends the largest messages, as many as it can.
class FloodIT {

    private static final int CALLS = 128;

    /// What the server holds of one client at most, in such messages.
    private static final int HELD = 4;

    private static final int MEBIBYTE = 1024 * 1024;
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    static Path temporary;

    private static ServerProcess server;
    private static Bytes hot;

    @BeforeAll
    static void start() throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(
                folder, policy -> policy.replace("clients: [ hot-wallet ]", "clients: [ hot-wallet, reporting ]"));
        hot = BitcoinSetUp.create(folder, "btc-hot");
        BitcoinSetUp.allow(folder, Map.of("btc-hot", hot), "1");
        server = ServerProcess.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        assertThat(server.log()).doesNotContain("an answer without a reason", "INVARIANT_BROKEN");
    }

    @Test
    void messages_beyond_a_clients_share_are_refused_while_they_come_in_and_others_are_served() throws Exception {
        var flood = channel();
        try (var other = SigningClient.connect(server.settings("reporting").withRetry(RetrySettings.none()))) {
            var calls = new ArrayList<ClientCall<SignRequest, SignResponse>>();
            var refused = new ConcurrentLinkedQueue<StatusRuntimeException>();
            for (var i = 0; i < CALLS; i++) {
                calls.add(begun(flood, refused));
            }
            await().atMost(LONG).until(() -> refused.size() >= CALLS - HELD);

            assertThat(other.sign(Withdrawals.eth("beside-the-flood", 0, Withdrawals.GWEI))
                            .getSignaturesCount())
                    .isEqualTo(1);
            for (var refusal : refused) {
                assertThat(TransportIT.reasonOf(refusal)).isEqualTo("OVERLOADED");
            }
            assertThat(refused).hasSizeLessThan(CALLS);
            calls.forEach(call -> call.cancel("seen enough", null));
            try (var itself = SigningClient.connect(server.settings("hot-wallet"))) {
                assertThat(itself.sign(Withdrawals.eth("after-the-flood", 1, Withdrawals.GWEI))
                                .getSignaturesCount())
                        .isEqualTo(1);
            }
        } finally {
            flood.shutdownNow();
        }
    }

    @Test
    void the_largest_psbts_all_at_once_are_all_signed_for_whoever_tries_again() throws Exception {
        try (var client = SigningClient.connect(server.settings("hot-wallet").withDeadline(LONG))) {
            var answers = IntStream.range(0, 24)
                    .mapToObj(i -> client.signAsync(BitcoinSetUp.request("large-" + i, "btc-hot", largest(i), false)))
                    .toList();

            assertThat(answers.stream().map(CompletableFuture::join))
                    .hasSize(24)
                    .allSatisfy(answer ->
                            assertThat(answer.getSignedPayload().size()).isGreaterThan(MEBIBYTE - 16 * 1024));
            assertThat(client.getRequest("large-0").getResponse())
                    .isEqualTo(answers.getFirst().join());
        }
    }

    @Test
    void compressed_messages_are_not_taken() throws Exception {
        var channel = channel();
        try {
            var stub = SigningServiceGrpc.newBlockingStub(channel).withCompression("gzip");

            assertThat(status(() -> stub.sign(SignRequest.getDefaultInstance())))
                    .isEqualTo(Status.Code.UNIMPLEMENTED);
        } finally {
            channel.shutdownNow();
        }
    }

    private static Bytes largest(int salt) {
        return new SpendingPsbt()
                .besides(MEBIBYTE / 10 - 200)
                .p2wpkh(hot, salt)
                .pay(BitcoinSetUp.EXCHANGE, 95_000)
                .bytes();
    }

    private static Status.Code status(Runnable call) {
        try {
            call.run();
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    /// A call whose one message is sent, and that is not ended: its client has all the time in the world.
    private static ClientCall<SignRequest, SignResponse> begun(
            ManagedChannel channel, ConcurrentLinkedQueue<StatusRuntimeException> refused) {
        var call = channel.newCall(SigningServiceGrpc.getSignMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (status.getCode() != Status.Code.CANCELLED) {
                            refused.add(status.asRuntimeException(trailers));
                        }
                    }
                },
                new Metadata());
        call.request(1);
        call.sendMessage(SignRequest.newBuilder()
                .setBitcoinPsbt(BitcoinPsbt.newBuilder().setPsbt(ByteString.copyFrom(new byte[MEBIBYTE])))
                .build());
        return call;
    }

    private static ManagedChannel channel() throws Exception {
        var files = server.folder().resolve("clients/hot-wallet");
        var credentials = ServerProcess.credentials(files);
        return Grpc.newChannelBuilder(server.address(), credentials).build();
    }
}
