package dev.countersign.signer.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.client.CallFailed;
import dev.countersign.client.DeadlinePassed;
import dev.countersign.client.Refused;
import dev.countersign.client.RetrySettings;
import dev.countersign.client.SigningClient;
import dev.countersign.client.Unavailable;
import dev.countersign.signer.endtoend.ServerProcess;
import dev.countersign.signer.endtoend.Withdrawals;
import dev.countersign.v1.Reason;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/// Concurrent callers, who repeat a request that found no HSM until it is answered, and keep a book of the answers.
final class Callers {

    static final int COUNT = 32;

    private static final BigInteger ONE_USDC = BigInteger.valueOf(1_000_000);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, AtomicLong> next = new ConcurrentHashMap<>(); // nonces, by key
    private final Map<SignRequest, SignResponse> signed = new ConcurrentHashMap<>();
    private final Set<SignRequest> troubled = ConcurrentHashMap.newKeySet();
    private final Set<SignRequest> withheld = ConcurrentHashMap.newKeySet();
    private final Set<String> frozen = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> violations = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile AtomicLongArray begun = new AtomicLongArray(COUNT); // when each began what it has got an answer to
    private volatile Toll toll = new Toll();
    private volatile boolean stopped;
    private volatile boolean abandoned;

    /// Starts them, each on a connection of its own.
    void start(ServerProcess server) throws IOException {
        stopped = false;
        begun = new AtomicLongArray(COUNT);
        for (var i = 0; i < COUNT; i++) {
            var number = i;
            var client = connect(server);
            threads.add(Thread.ofPlatform().start(() -> call(number, client)));
        }
    }

    static SigningClient connect(ServerProcess server) throws IOException {
        return SigningClient.connect(
                server.settings("hot-wallet").withDeadline(DEADLINE).withRetry(RetrySettings.none()));
    }

    /// Lets each finish what it has.
    void stop() throws InterruptedException {
        stopped = true;
        for (var thread : threads) {
            thread.join();
        }
        threads.clear();
        assertThat(violations).isEmpty();
    }

    /// Lets nobody try again: the test has failed.
    void abandon() {
        stopped = true;
        abandoned = true;
    }

    /// Counts anew.
    Toll newToll() {
        var fresh = new Toll();
        toll = fresh;
        return fresh;
    }

    /// Waits until each has got an answer to a request that it began from now on.
    void awaitAnswers() {
        var now = System.nanoTime();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
            assertThat(violations).isEmpty();
            var answers = begun;
            for (var i = 0; i < COUNT; i++) {
                if (answers.get(i) == 0 || answers.get(i) - now < 0) {
                    return false;
                }
            }
            return true;
        });
    }

    /// What was signed, and the answer.
    Map<SignRequest, SignResponse> signed() {
        return signed;
    }

    /// Those that got no answer at first.
    Set<SignRequest> troubled() {
        return troubled;
    }

    /// Those that got none, because their key is frozen.
    Set<SignRequest> withheld() {
        return withheld;
    }

    /// The keys that were found frozen.
    Set<String> frozen() {
        return frozen;
    }

    /// A payment that nobody has made yet.
    SignRequest newRequest(String key, BigInteger units) {
        var n = next.computeIfAbsent(key, _ -> new AtomicLong()).getAndIncrement();
        return Withdrawals.usdc("chaos-" + key + "-" + n, n, units).toBuilder()
                .setKeyId(key)
                .build();
    }

    private void call(int number, SigningClient client) {
        try (client) {
            while (!stopped) {
                var keys = FaultyServer.KEYS.stream()
                        .filter(key -> !frozen.contains(key))
                        .toList();
                var key = keys.get(ThreadLocalRandom.current().nextInt(keys.size()));
                var began = System.nanoTime();
                if (settle(client, newRequest(key, ONE_USDC))) {
                    begun.set(number, began);
                }
            }
        } catch (RuntimeException | Error violation) {
            violations.add(violation);
        }
    }

    /// Sends a request until it is answered.
    ///
    /// @return false if its key is frozen
    boolean settle(SigningClient client, SignRequest request) {
        var began = System.nanoTime();
        while (true) {
            try {
                var answer = client.sign(request);
                toll.signed(began);
                assertThat(signed.put(request, answer)).isNull();
                withheld.remove(request);
                return true;
            } catch (Unavailable | DeadlinePassed none) {
                failed(request, none, began);
            } catch (Refused refusal) {
                if (refusal.reason() != Reason.REASON_KEY_FROZEN) {
                    throw refusal;
                }
                frozen.add(request.getKeyId());
                withheld.add(request);
                return false;
            }
        }
    }

    private void failed(SignRequest request, CallFailed failure, long began) {
        toll.failed(failure);
        troubled.add(request);
        if (abandoned || System.nanoTime() - began > PATIENCE.toNanos()) {
            throw new AssertionError("no answer in " + PATIENCE, failure);
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(20_000_000, 60_000_000));
    }
}
