package dev.countersign.signer.ledger;

import static org.awaitility.Awaitility.await;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.MeteredLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Clients that pay through several nodes, each request through any of them and again with the same id until it is
/// answered, while a test torments the database.
final class Crowd implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int CALLERS = 12;
    private static final long BACK_OFF_NANOS = 5_000_000;

    private final List<? extends Ledger> nodes;
    private final Grant grant;
    private final MeteredLimit limit;
    private final List<Thread> callers = new ArrayList<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong lastAnswer = new AtomicLong(System.nanoTime());
    private final AtomicLong longestPause = new AtomicLong();
    private volatile boolean ended;

    /// What was answered, by request id.
    final Map<String, Settled> answered = new ConcurrentHashMap<>();

    private final Map<String, Payment> asked = new ConcurrentHashMap<>();

    final Map<String, Throwable> defects = new ConcurrentHashMap<>();
    final AtomicLong overLimit = new AtomicLong();
    final AtomicLong unavailable = new AtomicLong();

    Crowd(List<? extends Ledger> nodes, Grant grant, MeteredLimit limit) {
        this.nodes = nodes;
        this.grant = grant;
        this.limit = limit;
        for (var caller = 0; caller < CALLERS; caller++) {
            callers.add(Thread.startVirtualThread(this::pay));
        }
    }

    private void pay() {
        while (!ended) {
            var number = numbers.getAndIncrement();
            var payment =
                    Payment.of(grant, "r" + number, 1 + number % 7, number).limited(limit);
            asked.put(payment.requestId(), payment);
            insist(payment, number);
        }
    }

    private void insist(Payment payment, long number) {
        for (var attempt = number; !answered.containsKey(payment.requestId()); attempt++) {
            try {
                var node = nodes.get((int) (attempt % nodes.size()));
                answered.put(payment.requestId(), sign(node, payment));
                toldPause();
            } catch (Refused refused) {
                if (refused.reason() == Reason.LIMIT_EXCEEDED) {
                    overLimit.incrementAndGet();
                    return;
                }
                if (refused.reason() != Reason.LEDGER_UNAVAILABLE) {
                    defects.put(payment.requestId(), refused);
                    return;
                }
                unavailable.incrementAndGet();
                if (ended) {
                    return;
                }
                LockSupport.parkNanos(BACK_OFF_NANOS);
            } catch (RuntimeException defect) {
                defects.put(payment.requestId(), defect);
                return;
            }
        }
    }

    private static Settled sign(Ledger node, Payment payment) throws Refused {
        var earlier = node.find(payment.grant().client(), payment.request());
        return earlier.isPresent()
                ? earlier.get()
                : node.settle(node.reserve(payment.request(), payment.approved()), payment.signatures());
    }

    private void toldPause() {
        var now = System.nanoTime();
        var pause = now - lastAnswer.getAndSet(now);
        longestPause.accumulateAndGet(pause, Math::max);
    }

    /// What was asked for by a request id.
    Payment payment(String requestId) {
        return Optional.ofNullable(asked.get(requestId)).orElseThrow();
    }

    /// Returns once so many more were answered, or nothing more fits the limit.
    void awaitAnswers(int more) {
        var before = answered.size();
        await().atMost(PATIENCE).until(() -> answered.size() >= before + more || overLimit.get() > 0);
    }

    void tell(String what) {
        System.out.printf(
                "%s: %d answered, %d turned away meanwhile, %d over the limit; the longest pause between answers was %d ms%n",
                what,
                answered.size(),
                unavailable.get(),
                overLimit.get(),
                TimeUnit.NANOSECONDS.toMillis(longestPause.get()));
    }

    /// Lets every caller end what it began.
    @Override
    public void close() {
        ended = true;
        await().atMost(PATIENCE).until(() -> callers.stream().noneMatch(Thread::isAlive));
    }
}
