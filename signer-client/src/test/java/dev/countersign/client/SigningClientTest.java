package dev.countersign.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.countersign.client.bitcoin.Bip174;
import dev.countersign.client.bitcoin.SignedPsbtCheck;
import dev.countersign.client.ethereum.Eip1559Fees;
import dev.countersign.client.ethereum.SignedDigestCheck;
import dev.countersign.client.ethereum.SignedTransactionCheck;
import dev.countersign.client.ethereum.Withdrawal;
import dev.countersign.v1.BitcoinPsbt;
import dev.countersign.v1.EthereumTypedData;
import dev.countersign.v1.Reason;
import dev.countersign.v1.SignRequest;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.StructuredDataEncoder;

class SigningClientTest extends OverLoopback {

    private static final String RECIPIENT = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045";

    @Test
    void the_example_of_the_documentation_signs_a_withdrawal() {
        var folder = this.folder;
        var address = server.target();
        // example: docs/client.md
        var settings = ClientSettings.fromDirectory(folder, address); // client.crt, client.key, ca.crt
        try (var client = SigningClient.connect(settings)) {
            var key = client.getKey("eth-hot");
            var fees = Eip1559Fees.ofGwei("30", "1.5", 65_000);
            var withdrawal = Withdrawal.of(key, "USDC", "1250.50", RECIPIENT, 7, fees);
            var request = withdrawal.toRequest("payout-77"); // store this id first: it makes a repetition safe
            try {
                var response = client.sign(request);
                var genuine = SignedTransactionCheck.byKey(key).check(request, response);
                System.out.println(genuine.hash() + " signed by " + genuine.signer()); // broadcast genuine.raw()
            } catch (Refused refused) {
                System.err.println(refused.reason() + ": " + refused.explanation() + " " + refused.metadata());
            }
        }
        // end of example
        assertThat(service.signRequests()).hasSize(1).first().satisfies(request -> {
            assertThat(request.getExpectations().getAmount()).isEqualTo("1250500000");
            assertThat(request.getExpectations().getDestination())
                    .isEqualTo("eip155:1:0xd8da6bf26964af9d7eed9e03e53415d37aa96045");
        });
    }

    @Test
    void the_example_of_the_documentation_signs_a_permit() throws Exception {
        var owner = signer.address();
        var deadline = 1_800_000_000L;
        try (var client = SigningClient.connect(settings())) {
            var key = client.getKey("eth-hot");
            // example: docs/client.md
            var json = """
                    {"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
                      {"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],
                     "Permit":[{"name":"owner","type":"address"},{"name":"spender","type":"address"},
                      {"name":"value","type":"uint256"},{"name":"nonce","type":"uint256"},{"name":"deadline","type":"uint256"}]},
                     "primaryType":"Permit",
                     "domain":{"name":"USD Coin","version":"2","chainId":1,
                      "verifyingContract":"0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"},
                     "message":{"owner":"%s","spender":"%s","value":"250000000","nonce":"7","deadline":"%d"}}
                    """.formatted(owner, RECIPIENT, deadline);
            var request = SignRequest.newBuilder()
                    .setRequestId("permit-77")
                    .setKeyId("eth-hot")
                    .setEthereumTypedData(EthereumTypedData.newBuilder().setJson(ByteString.copyFromUtf8(json)))
                    .build();
            var response = client.sign(request);
            var digest = ByteString.copyFrom(new StructuredDataEncoder(json).hashStructuredData());
            SignedDigestCheck.byKey(key).check(digest, response); // the digest that your wallet library computes
            // end of example
            assertThat(response.getSignedPayload().byteAt(64)).isBetween((byte) 27, (byte) 28);
        }
    }

    @Test
    void the_example_of_the_documentation_signs_a_psbt() {
        var psbt = Bip174.request("legacy", "combined", true).getBitcoinPsbt().getPsbt();
        var publicKey = Bip174.get("legacy-key");
        service.distort(_ -> Bip174.answer("legacy", "transaction"));
        try (var client = SigningClient.connect(settings())) {
            // example: docs/client.md
            var request = SignRequest.newBuilder()
                    .setRequestId("payout-78")
                    .setKeyId("btc-hot")
                    .setBitcoinPsbt(BitcoinPsbt.newBuilder().setPsbt(psbt).setFinalize(true))
                    .build();
            var response = client.sign(request);
            var genuine = SignedPsbtCheck.byPublicKey(publicKey).check(request, response);
            if (genuine.isTransaction()) { // else others have to sign genuine.payload(), a PSBT
                System.out.println(genuine.txid()); // broadcast genuine.payload()
            }
            // end of example
            assertThat(genuine.txid()).isEqualTo(response.getTransactionId());
        }
    }

    @Test
    void an_unavailable_service_is_asked_again_with_the_same_request() {
        service.failNext(FakeSigningService.hsmUnavailable());
        service.failNext(FakeSigningService.hsmUnavailable());
        try (var client = SigningClient.connect(settings())) {
            assertThat(client.sign(request())).isEqualTo(signer.sign(request()));
        }
        assertThat(service.signRequests()).containsExactly(request(), request(), request());
    }

    @Test
    void without_retries_an_unavailable_service_is_asked_once() {
        service.failNext(FakeSigningService.hsmUnavailable());
        try (var client = SigningClient.connect(settings().withRetry(RetrySettings.none()))) {
            assertThatExceptionOfType(Unavailable.class)
                    .isThrownBy(() -> client.sign(request()))
                    .satisfies(failure -> assertThat(failure.reason()).contains(Reason.REASON_HSM_UNAVAILABLE));
        }
        assertThat(service.signRequests()).hasSize(1);
    }

    @Test
    void a_longer_pause_that_the_server_asks_for_does_not_fit_the_deadline_and_ends_the_call() {
        service.failNext(FakeSigningService.refusal(Status.Code.UNAVAILABLE, "OVERLOADED", Map.of(), 60));
        try (var client = SigningClient.connect(settings())) {
            assertThatExceptionOfType(Unavailable.class)
                    .isThrownBy(() -> client.sign(request()))
                    .satisfies(failure -> assertThat(failure.retryAfter()).contains(Duration.ofMinutes(1)));
        }
    }

    @Test
    void a_refusal_is_typed_and_never_asked_again() {
        service.failNext(FakeSigningService.refusal(
                Status.Code.RESOURCE_EXHAUSTED, "LIMIT_EXCEEDED", Map.of("limit_id", "usdc-day"), 30));
        try (var client = SigningClient.connect(settings())) {
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> client.sign(request()))
                    .withMessage("LIMIT_EXCEEDED: because of LIMIT_EXCEEDED")
                    .satisfies(refused -> {
                        assertThat(refused.reason()).isEqualTo(Reason.REASON_LIMIT_EXCEEDED);
                        assertThat(refused.explanation()).isEqualTo("because of LIMIT_EXCEEDED");
                        assertThat(refused.metadata()).isEqualTo(Map.of("limit_id", "usdc-day"));
                        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(30));
                        assertThat(refused.getStackTrace())
                                .anySatisfy(frame ->
                                        assertThat(frame.getClassName()).startsWith(SigningClientTest.class.getName()));
                    });
        }
        assertThat(service.signRequests()).hasSize(1);
    }

    @Test
    void a_reason_of_a_newer_server_keeps_its_name() {
        service.failNext(FakeSigningService.refusal(Status.Code.PERMISSION_DENIED, "MOON_TOO_FULL", Map.of(), 0));
        try (var client = SigningClient.connect(settings())) {
            var refused = catchThrowableOfType(Refused.class, () -> client.sign(request()));
            assertThat(refused.reason()).isEqualTo(Reason.UNRECOGNIZED);
            assertThat(refused.reasonName()).isEqualTo("MOON_TOO_FULL");
            assertThat(refused.retryAfter()).isEmpty();
        }
    }

    @Test
    void an_answer_outside_the_contract_is_no_refusal() {
        service.failNext(
                Status.PERMISSION_DENIED.withDescription("a proxy says").asRuntimeException());
        try (var client = SigningClient.connect(settings())) {
            assertThatExceptionOfType(UnexpectedAnswer.class)
                    .isThrownBy(() -> client.sign(request()))
                    .withMessageContaining("a proxy says")
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(Status.Code.PERMISSION_DENIED));
        }
        assertThat(service.signRequests()).hasSize(1);
    }

    @Test
    void a_silent_server_ends_with_the_deadline() {
        service.fallSilent();
        try (var client = SigningClient.connect(settings().withDeadline(Duration.ofMillis(300)))) {
            assertThatExceptionOfType(DeadlinePassed.class).isThrownBy(() -> client.sign(request()));
        }
    }

    @Test
    void a_server_that_comes_back_is_found_within_the_deadline() throws Exception {
        var port = server.port();
        try (var client = SigningClient.connect(settings())) {
            client.sign(request());
            server.close();
            var late = client.signAsync(request());
            await().during(Duration.ofMillis(200)).until(() -> !late.isDone());
            server = new TestServer(folder, port, service);
            assertThat(late.get()).isEqualTo(signer.sign(request()));
        }
    }

    @Test
    void a_server_that_is_not_there_is_unavailable_after_the_last_attempt() throws Exception {
        server.close();
        var threeAttempts = new RetrySettings(3, Duration.ofMillis(10), Duration.ofMillis(10));
        try (var client = SigningClient.connect(settings().withRetry(threeAttempts))) {
            assertThatExceptionOfType(Unavailable.class)
                    .isThrownBy(() -> client.sign(request()))
                    .withMessageContaining("refused")
                    .satisfies(failure -> assertThat(failure.reason()).isEmpty());
        }
    }

    @Test
    void a_future_fails_with_the_typed_failure() {
        service.failNext(FakeSigningService.refusal(Status.Code.PERMISSION_DENIED, "FEE_TOO_HIGH", Map.of(), 0));
        try (var client = SigningClient.connect(settings())) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> client.signAsync(request()).join())
                    .withCauseInstanceOf(Refused.class);
        }
    }

    @Test
    void an_interrupted_caller_is_let_go_and_stays_interrupted() throws Exception {
        service.fallSilent();
        var caught = new AtomicReference<Throwable>();
        try (var client = SigningClient.connect(settings())) {
            var caller = Thread.ofPlatform().start(() -> {
                try {
                    client.sign(request());
                } catch (CancellationException e) {
                    caught.set(Thread.currentThread().isInterrupted() ? e : new AssertionError("flag lost", e));
                }
            });
            await().until(() -> !service.signRequests().isEmpty());
            caller.interrupt();
            caller.join(LONG);
        }
        assertThat(caught.get()).isInstanceOf(CancellationException.class);
    }

    @Test
    void closing_ends_calls_under_way() {
        service.fallSilent();
        var client = SigningClient.connect(settings());
        var answer = client.signAsync(request());
        await().until(() -> !service.signRequests().isEmpty());
        client.close();
        await().atMost(LONG.dividedBy(2)).until(answer::isCompletedExceptionally);
    }

    @Test
    void a_stored_answer_and_headroom_can_be_asked_for() {
        try (var client = SigningClient.connect(settings())) {
            client.sign(request());
            assertThat(client.getRequest("r-1").getResponse()).isEqualTo(signer.sign(request()));
            assertThat(client.getHeadroom("eth-hot").getLimitsList()).startsWith(FakeSigningService.usdcDay());
            assertThat(client.evaluate(request()).getAllowed()).isFalse();
        }
    }
}
