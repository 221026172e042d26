package dev.countersign.signer.signing;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Lets one request of a (client, request id) through at a time: the same request sent twice at once asks the HSM
/// once, and the second finds the first one's answer.
final class RequestGate {

    private record Name(Client client, RequestId requestId) {}

    /// A lock and how many hold it or wait for it; the last one out removes it.
    private record Turnstile(ReentrantLock lock, int users) {
        Turnstile plus(int change) {
            return new Turnstile(lock, users + change);
        }
    }

    private final ConcurrentHashMap<Name, Turnstile> turnstiles = new ConcurrentHashMap<>();

    /// The turn, until it is closed, by the same thread.
    ///
    /// @throws Refused DEADLINE_EXCEEDED if it does not come within `patience`
    Turn enter(Client client, RequestId requestId, Duration patience) throws Refused {
        var name = new Name(client, requestId);
        var lock = turnstiles
                .compute(name, (any, there) -> there == null ? new Turnstile(new ReentrantLock(), 1) : there.plus(1))
                .lock();
        var entered = false;
        try {
            entered = lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!entered) {
                leave(name);
            }
        }
        if (!entered) {
            throw new Refused(
                    Reason.DEADLINE_EXCEEDED,
                    "the same request is still under way; repeat it with a longer deadline to get its answer");
        }
        return () -> {
            lock.unlock();
            leave(name);
        };
    }

    private void leave(Name name) {
        turnstiles.computeIfPresent(name, (any, there) -> there.users() == 1 ? null : there.plus(-1));
    }

    /// Requests that hold a turn or wait for one.
    int size() {
        return turnstiles.size();
    }

    /// A held turn.
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }
}
