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
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the server with SIGKILL at random moments under load, then asks what it still knows. Invariants 1 to 3 of
/// docs/architecture.md: no signature without its record, no limit exceeded by one unit, one answer to one request.
class CrashChaosIT {

    private static final int ROUNDS = Integer.getInteger("countersign.chaos.rounds", 8);
    private static final int CLIENTS = 8;
    private static final int LIMIT = 2_500;
    private static final BigInteger ONE_USDC = BigInteger.valueOf(1_000_000);

    @TempDir
    Path temporary;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger cutOff = new AtomicInteger();
    private final Map<SignRequest, SignResponse> signed = new ConcurrentHashMap<>();
    private final Map<SignRequest, Reason> refused = new ConcurrentHashMap<>();
    private final Map<SignRequest, CallFailed> unknown = new ConcurrentHashMap<>();

    @Test
    void killed_at_random_moments_it_forgets_nothing_and_exceeds_nothing() throws Exception {
        System.out.println("crash chaos: seed " + seed);
        var folder = temporary.resolve("dev");
        ServerProcess.init(
                folder,
                policy -> policy.replace("max: \"500000\"", "max: \"" + LIMIT + "\"")
                        .replace("max: \"1 ETH\"", "max: \"1000 ETH\""));
        for (var round = 0; round < ROUNDS; round++) {
            killUnderLoad(folder);
        }
        assertThat(cutOff.get()).as("requests that a kill cut off").isPositive();
        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            settleEverything(client);
            assertEveryAnswerIsRemembered(client);
            assertThat(signed).hasSize(LIMIT);
        }
        var verified = ServerProcess.verifyJournal(folder);
        assertThat(verified.output()).contains("journal verified").contains(LIMIT + " signatures");
        System.out.printf(
                "crash chaos: %d kills cut off %d requests; %d signed, exactly the limit, each answer remembered%n",
                ROUNDS, cutOff.get(), signed.size());
    }

    private void killUnderLoad(Path folder) throws Exception {
        var server = ServerProcess.start(folder);
        var again = new ConcurrentLinkedQueue<>(unknown.keySet());
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            var load = Stream.generate(() -> threads.submit(() -> signUntilDeath(server, again)))
                    .limit(CLIENTS)
                    .toList();
            // The moment of death is the point of this test, not a wait for something.
            var _ = new CountDownLatch(1).await(random.nextInt(50, 1200), TimeUnit.MILLISECONDS);
            server.kill();
            for (var client : load) {
                client.get();
            }
        }
    }

    /// Repeats first what the last kill left without an answer, as a client must: a nonce that nobody took would keep
    /// the
    /// later ones back.
    private Void signUntilDeath(ServerProcess server, Queue<SignRequest> again) throws Exception {
        var settings = server.settings("hot-wallet")
                .withDeadline(Duration.ofSeconds(5))
                .withRetry(RetrySettings.none());
        try (var client = SigningClient.connect(settings)) {
            var answered = true; // a client that goes on without an answer runs too far ahead with its nonces
            while (answered && server.alive() && signed.size() < LIMIT * 9 / 10) {
                var earlier = again.poll();
                answered = send(client, earlier == null ? another() : earlier);
            }
        }
        return null;
    }

    private SignRequest another() {
        var n = next.getAndIncrement();
        return Withdrawals.usdc("crash-" + n, n, ONE_USDC);
    }

    /// @return false if there was no answer
    private boolean send(SigningClient client, SignRequest request) {
        try {
            var before = signed.put(request, client.sign(request));
            assertThat(before).isNull();
            unknown.remove(request);
        } catch (Refused refusal) {
            refused.put(request, refusal.reason());
            unknown.remove(request);
        } catch (CallFailed failure) {
            unknown.put(request, failure);
            cutOff.incrementAndGet();
            return false;
        }
        return true;
    }

    /// Repeats what got no answer, then signs until the limit refuses: what was in doubt counted all along.
    private void settleEverything(SigningClient client) {
        for (var request : Map.copyOf(unknown).keySet()) {
            send(client, request);
        }
        assertThat(unknown).isEmpty();
        while (refused.isEmpty()) {
            send(client, another());
            assertThat(unknown).isEmpty();
        }
        assertThat(refused.values()).containsOnly(Reason.REASON_LIMIT_EXCEEDED);
    }

    private void assertEveryAnswerIsRemembered(SigningClient client) {
        signed.forEach((request, answer) -> assertThat(client.sign(request)).isEqualTo(answer));
    }
}
