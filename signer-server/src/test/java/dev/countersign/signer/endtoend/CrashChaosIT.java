package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.client.CallFailed;
import dev.countersign.client.Refused;
import dev.countersign.client.RetrySettings;
import dev.countersign.client.SigningClient;
import dev.countersign.v1.Reason;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the server with SIGKILL at random moments under load, then asks what it still knows. Invariants 1 to 3 of
/// docs/architecture.md: no signature without its record, no limit exceeded by one unit, one answer to one request.
class CrashChaosIT {

    private static final int ROUNDS = Integer.getInteger("countersign.chaos.rounds", 8);
    private static final int CLIENTS = 8;
    private static final long LIMIT = 400;
    private static final BigInteger ONE_USDC = BigInteger.valueOf(1_000_000);

    @TempDir
    Path temporary;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final AtomicInteger next = new AtomicInteger();
    private final Map<SignRequest, SignResponse> signed = new ConcurrentHashMap<>();
    private final Map<SignRequest, Reason> refused = new ConcurrentHashMap<>();
    private final Map<SignRequest, CallFailed> unknown = new ConcurrentHashMap<>();

    @Test
    void killed_at_random_moments_it_forgets_nothing_and_exceeds_nothing() throws Exception {
        System.out.println("crash chaos: seed " + seed);
        var folder = temporary.resolve("dev");
        ServerProcess.init(
                folder,
                policy -> policy.replace(
                        "asset: USDC, per: 24h, max: \"500000\"", "asset: USDC, per: 24h, max: \"" + LIMIT + "\""));

        for (var round = 0; round < ROUNDS; round++) {
            killUnderLoad(folder);
        }
        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            settleEverything(client);
            assertEveryAnswerIsRemembered(client);
            assertThat(signed).hasSize((int) LIMIT);
        }
        var verified = ServerProcess.verifyJournal(folder);
        assertThat(verified.output()).contains("journal verified").contains(LIMIT + " signatures");
        System.out.printf(
                "crash chaos: %d kills, %d signed, %d refused, 0 over, 0 lost%n",
                ROUNDS, signed.size(), refused.size());
    }

    private void killUnderLoad(Path folder) throws Exception {
        var server = ServerProcess.start(folder);
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            startLoad(server, threads);
            // The moment of death is the point of this test, not a wait for something.
            var died = new CountDownLatch(1);
            var _ = died.await(random.nextInt(50, 1200), TimeUnit.MILLISECONDS);
            server.kill();
        }
    }

    private void startLoad(ServerProcess server, ExecutorService threads) {
        for (var i = 0; i < CLIENTS; i++) {
            var _ = threads.submit(() -> {
                var settings = server.settings("hot-wallet")
                        .withDeadline(Duration.ofSeconds(5))
                        .withRetry(RetrySettings.none());
                try (var client = SigningClient.connect(settings)) {
                    while (server.alive() && signed.size() < LIMIT * 3 / 4) {
                        var n = next.getAndIncrement();
                        send(client, Withdrawals.usdc("crash-" + n, n, ONE_USDC));
                    }
                }
                return null;
            });
        }
    }

    private void send(SigningClient client, SignRequest request) {
        try {
            var before = signed.put(request, client.sign(request));
            assertThat(before).isNull();
            unknown.remove(request);
        } catch (Refused refusal) {
            refused.put(request, refusal.reason());
            unknown.remove(request);
        } catch (CallFailed failure) {
            unknown.put(request, failure);
        }
    }

    /// Repeats what got no answer, then signs until the limit refuses: what was in doubt counted all along.
    private void settleEverything(SigningClient client) {
        for (var request : Map.copyOf(unknown).keySet()) {
            send(client, request);
        }
        assertThat(unknown).isEmpty();
        while (refused.isEmpty()) {
            var n = next.getAndIncrement();
            send(client, Withdrawals.usdc("crash-" + n, n, ONE_USDC));
            assertThat(unknown).isEmpty();
        }
        assertThat(refused.values()).containsOnly(Reason.REASON_LIMIT_EXCEEDED);
    }

    private void assertEveryAnswerIsRemembered(SigningClient client) {
        signed.forEach((request, answer) -> assertThat(client.sign(request)).isEqualTo(answer));
    }
}
