package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.client.CallFailed;
import dev.countersign.client.RetrySettings;
import dev.countersign.client.SigningClient;
import dev.countersign.client.Unavailable;
import dev.countersign.v1.Reason;
import dev.countersign.v1.RequestState;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// More than a small server has places for, and callers who do not wait. Each test uses nonces of its own.
class OverloadIT {

    private static final int BURST = 40;
    private static final BigInteger MILLI_ETHER = BigInteger.TEN.pow(15);

    /// What one withdrawal of a milliether is charged with its fee bound.
    private static final BigInteger EACH =
            MILLI_ETHER.add(BigInteger.valueOf(21_000 * 40L).multiply(Withdrawals.GWEI));

    @TempDir
    static Path temporary;

    private static ServerProcess server;
    private static SigningClient patient;

    @BeforeAll
    static void start() throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(folder, policy -> policy);
        ServerProcess.configure(folder, "capacity: { in_flight: 4, per_client: 2 }\n");
        server = ServerProcess.start(folder);
        patient = server.connect("hot-wallet");
        patient.listKeys(); // connected, so that the bursts arrive as bursts
    }

    @AfterAll
    static void stop_and_verify() throws Exception {
        patient.close();
        server.close();
        var verified = ServerProcess.verifyJournal(server.folder());
        assertThat(verified.output()).contains("journal verified");
        assertThat(server.log()).doesNotContain("an answer without a reason", "INVARIANT_BROKEN");
    }

    @Test
    void what_finds_no_place_is_turned_away_with_its_reason_and_charged_nothing() throws Exception {
        var before = used();
        try (var once = SigningClient.connect(server.settings("hot-wallet").withRetry(RetrySettings.none()))) {
            once.listKeys();
            var answers = burst(once, "turned", 0);
            var signed = answers.stream()
                    .filter(answer -> !answer.isCompletedExceptionally())
                    .count();

            assertThat(signed).isBetween(1L, BURST - 1L);
            assertThat(used().subtract(before)).isEqualTo(EACH.multiply(BigInteger.valueOf(signed)));
        }
    }

    @Test
    void a_client_that_tries_again_gets_everything_signed_once() {
        var before = used();
        var answers = burst(patient, "again", 50);

        assertThat(new HashSet<>(answers.stream()
                        .map(CompletableFuture::resultNow)
                        .map(SignResponse::getSignedPayload)
                        .toList()))
                .hasSize(BURST);
        assertThat(used().subtract(before)).isEqualTo(EACH.multiply(BigInteger.valueOf(BURST)));
    }

    @Test
    void a_call_without_time_is_not_signed_or_is_found_signed_when_it_is_repeated() throws Exception {
        var before = used();
        var requests = LongStream.range(0, 10)
                .mapToObj(i -> Withdrawals.eth("hasty-" + i, 100 + i, MILLI_ETHER))
                .toList();
        try (var hasty = SigningClient.connect(server.settings("hot-wallet").withDeadline(Duration.ofMillis(1)))) {
            for (var request : requests) {
                assertThatExceptionOfType(CallFailed.class).isThrownBy(() -> hasty.sign(request));
            }
        }

        assertSignedOnce(requests, before);
    }

    @Test
    void a_call_that_is_given_up_is_not_signed_or_is_found_signed_when_it_is_repeated() {
        var before = used();
        var requests = LongStream.range(0, 10)
                .mapToObj(i -> Withdrawals.eth("given-up-" + i, 120 + i, MILLI_ETHER))
                .toList();
        for (var request : requests) {
            var call = patient.signAsync(request);
            patient.listKeys(); // by its answer the server has begun, and perhaps ended, what was sent before
            call.cancel(true);
        }

        assertSignedOnce(requests, before);
    }

    private static void assertSignedOnce(List<SignRequest> requests, BigInteger before) {
        for (var request : requests) {
            var signed = patient.sign(request);
            assertThat(patient.sign(request)).isEqualTo(signed);
            assertThat(patient.getRequest(request.getRequestId()).getState())
                    .isEqualTo(RequestState.REQUEST_STATE_SIGNED);
        }
        assertThat(used().subtract(before)).isEqualTo(EACH.multiply(BigInteger.valueOf(requests.size())));
    }

    /// Everything at once; each has ended, and failed only for want of a place.
    private static List<CompletableFuture<SignResponse>> burst(SigningClient client, String name, long nonce) {
        var answers = LongStream.range(0, BURST)
                .mapToObj(i -> client.signAsync(Withdrawals.eth(name + "-" + i, nonce + i, MILLI_ETHER)))
                .toList();
        for (var answer : answers) {
            var failure = answer.handle((_, thrown) -> thrown).join();
            if (failure != null) {
                assertThat(failure)
                        .isInstanceOfSatisfying(
                                Unavailable.class,
                                unavailable -> assertThat(unavailable.reason()).contains(Reason.REASON_OVERLOADED));
            }
        }
        return answers;
    }

    private static BigInteger used() {
        return patient.getHeadroom("eth-hot").getLimitsList().stream()
                .filter(limit -> limit.getLimitId().equals("eth-day"))
                .map(limit -> new BigInteger(limit.getUsed()))
                .findFirst()
                .orElseThrow();
    }
}
