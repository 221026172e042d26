package dev.countersign.signer.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.client.CallFailed;
import dev.countersign.client.Refused;
import dev.countersign.client.RetrySettings;
import dev.countersign.client.SigningClient;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Two clients with four connections each, who use the same request ids for different payments from one
/// key. What got no answer they repeat with the same id; what a limit refused was never signed, and its
/// nonce goes to the next payment.
final class Crowd {

    static final List<String> CLIENTS = List.of("hot-wallet", "reporting");

    private static final int CONNECTIONS = 4;
    private static final int MOST_UNITS = 1_000_000;
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /// What a client pays.
    ///
    /// @param units of USDC, or wei
    /// @param sent [System#nanoTime] when it was first asked for
    record Payment(String client, boolean usdc, BigInteger units, long nonce, SignRequest request, long sent) {}

    /// @param at when it was answered first
    record Answer(SignResponse response, long at) {}

    private final AtomicLong nextNonce = new AtomicLong();
    private final ConcurrentSkipListSet<Long> freeNonces = new ConcurrentSkipListSet<>();
    private final Map<String, AtomicInteger> nextIds = new ConcurrentHashMap<>();
    private final Map<Payment, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, Queue<Payment>> unanswered = new ConcurrentHashMap<>();
    private final Queue<Throwable> violations = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger cutOff = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();

    /// Asks until the server is gone.
    void besiege(ServerProcess server) {
        for (var client : CLIENTS) {
            for (var i = 0; i < CONNECTIONS; i++) {
                threads.add(Thread.ofPlatform().start(() -> askUntilItsDeath(client, server)));
            }
        }
    }

    /// Waits until everybody has seen that it is gone.
    void disperse() throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
        threads.clear();
        assertThat(violations).isEmpty();
    }

    Map<Payment, Answer> answers() {
        return answers;
    }

    /// How many calls a kill cut off.
    int cutOff() {
        return cutOff.get();
    }

    /// How many calls a limit refused.
    int refusals() {
        return refusals.get();
    }

    /// With a server that lives: what got no answer gets one. A limit may refuse what was never charged.
    void askAgain(SigningClient client, String name) {
        for (var payment = poll(name); payment != null; payment = poll(name)) {
            try {
                answered(payment, client.sign(payment.request()));
            } catch (Refused refused) {
                requireLimit(refused);
            }
        }
    }

    /// A payment of so much that nobody has made yet.
    Payment newPayment(String client, boolean usdc, BigInteger units) {
        var free = freeNonces.pollFirst();
        var nonce = free == null ? nextNonce.getAndIncrement() : free;
        var id = "chaos-"
                + nextIds.computeIfAbsent(client, _ -> new AtomicInteger()).getAndIncrement();
        var request = usdc ? Withdrawals.usdc(id, nonce, units) : Withdrawals.eth(id, nonce, units);
        return new Payment(client, usdc, units, nonce, request, System.nanoTime());
    }

    /// True if a limit let it through.
    boolean sign(SigningClient client, Payment payment) {
        try {
            answered(payment, client.sign(payment.request()));
            return true;
        } catch (Refused refused) {
            requireLimit(refused);
            freeNonces.add(payment.nonce());
            return false;
        }
    }

    static SigningClient connect(ServerProcess server, String client) throws IOException {
        return SigningClient.connect(
                server.settings(client).withDeadline(DEADLINE).withRetry(RetrySettings.none()));
    }

    private void askUntilItsDeath(String name, ServerProcess server) {
        try (var client = connect(server, name)) {
            var random = ThreadLocalRandom.current();
            var answered = true; // a client that goes on without an answer runs too far ahead with its nonces
            while (answered && server.alive()) {
                var again = poll(name); // first: a nonce that nobody took would keep the later ones back
                if (again != null) {
                    answered = repeat(client, again);
                } else {
                    var units = BigInteger.valueOf(random.nextInt(1, MOST_UNITS));
                    answered = ask(client, newPayment(name, random.nextInt(3) == 0, units));
                }
            }
        } catch (IOException | RuntimeException | Error violation) {
            violations.add(violation);
        }
    }

    /// @return false if there was no answer; so are those below
    private boolean ask(SigningClient client, Payment payment) {
        try {
            var _ = sign(client, payment);
            return true;
        } catch (Refused refused) {
            throw refused;
        } catch (CallFailed none) {
            return unanswered(payment);
        }
    }

    /// It may have been charged before: so its nonce is not free because a limit refuses it.
    private boolean repeat(SigningClient client, Payment payment) {
        try {
            answered(payment, client.sign(payment.request()));
            return true;
        } catch (Refused refused) {
            requireLimit(refused);
            return giveUp(client, payment);
        } catch (CallFailed none) {
            return unanswered(payment);
        }
    }

    /// What was charged before the kill is asked again until the limit lets it through; what was not frees its nonce.
    private boolean giveUp(SigningClient client, Payment payment) {
        try {
            var _ = client.getRequest(payment.request().getRequestId());
            queue(payment.client()).add(payment);
        } catch (Refused refused) {
            assertThat(refused.reason()).isEqualTo(Reason.REASON_REQUEST_UNKNOWN);
            freeNonces.add(payment.nonce());
        } catch (CallFailed none) {
            return unanswered(payment);
        }
        return true;
    }

    private boolean unanswered(Payment payment) {
        cutOff.incrementAndGet();
        queue(payment.client()).add(payment);
        return false;
    }

    private void answered(Payment payment, SignResponse response) {
        assertThat(answers.put(payment, new Answer(response, System.nanoTime())))
                .isNull();
    }

    private void requireLimit(Refused refused) {
        if (refused.reason() != Reason.REASON_LIMIT_EXCEEDED) {
            throw refused;
        }
        refusals.incrementAndGet();
    }

    private Payment poll(String client) {
        return queue(client).poll();
    }

    private Queue<Payment> queue(String client) {
        return unanswered.computeIfAbsent(client, _ -> new ConcurrentLinkedQueue<>());
    }
}
