package dev.countersign.signer.hsm.pkcs11.serving;

import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.pkcs11.queue.SigningJob;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Chooses the token for each job: of those that serve its key now, the least busy one that it was not tried on.
/// Thread-safe.
final class Dispatcher {

    private final List<ServedToken> tokens = new ArrayList<>(); // complete before the first job
    private final FrozenKeys frozen;
    private final Duration healing;
    private final AtomicInteger rotation = new AtomicInteger();
    private volatile boolean closing;

    Dispatcher(FrozenKeys frozen, Duration healing) {
        this.frozen = frozen;
        this.healing = healing;
    }

    void add(ServedToken token) {
        tokens.add(token);
    }

    /// Waits until the job is signed and verified, or its deadline.
    ///
    /// @throws HsmUnavailable and whether the hardware was asked
    <T> List<T> sign(SigningJob<T> job, SessionLane lane, long now) throws HsmUnavailable {
        var key = job.key();
        if (frozen.contains(key)) {
            throw refused(Reason.KEY_FROZEN, "key " + key + " is frozen: a signature of it failed verification");
        }
        var token = least(lane, candidate -> candidate.available(key, lane));
        if (token == null) {
            token = healing(key, now).orElseThrow(() -> unserved(key));
        }
        if (!token.lane(lane).queue().offer(job)) {
            throw refused(Reason.OVERLOADED, "too many requests wait for the HSM; repeat the same request later");
        }
        return job.await();
    }

    /// Finds somebody else for a job that failed on `from`, or has it wait there until it is known what the fault was.
    void handOn(SigningJob<?> job, SessionLane lane, ServedToken from) {
        job.tried(from.label());
        if (closing || job.exhausted()) {
            job.refuse(Reason.HSM_UNAVAILABLE, "the HSM did not sign; repeat the same request");
            return;
        }
        if (!moved(job, lane, from)) {
            from.hold(job, from.lane(lane));
        }
    }

    /// Gives what waits for `from`, which serves no more, to who serves it now. What nobody serves waits on, while a
    /// token that heals may come back in time.
    void relieve(ServedToken from, long now) {
        var patient = from.phase() == ServedToken.Phase.DRAINING
                || (from.phase() == ServedToken.Phase.RECOVERING
                        && !closing
                        && now - from.lostAt() < healing.toNanos());
        for (var lane : from.lanes()) {
            for (var job : lane.queue().removeAll().reversed()) { // each is put back before those that came later
                if (job.done() || moved(job, lane.lane(), from)) {
                    continue;
                }
                if (patient) {
                    lane.queue().putBack(job);
                } else {
                    job.refuse(Reason.HSM_UNAVAILABLE, "the HSM does not answer; repeat the same request");
                }
            }
        }
    }

    /// Takes no more jobs.
    void close() {
        closing = true;
    }

    boolean closing() {
        return closing;
    }

    /// True if a job of `key` would be signed now, or as soon as a token that heals is back.
    boolean serves(PinnedKey key, SessionLane lane, long now) {
        return !closing
                && !frozen.contains(key)
                && (tokens.stream().anyMatch(token -> token.available(key, lane))
                        || healing(key, now).isPresent());
    }

    /// Why a job of `key` cannot be signed.
    HsmUnavailable unserved(PinnedKey key) {
        if (closing) {
            return refused(Reason.HSM_UNAVAILABLE, "the server is stopping");
        }
        return tokens.stream().anyMatch(token -> token.mayHold(key))
                ? refused(Reason.HSM_UNAVAILABLE, "no token that holds the key answers; repeat the same request")
                : refused(
                        Reason.KEY_FROZEN,
                        "key " + key + " is not served: the HSM does not hold it as pinned; the server's log says why");
    }

    private boolean moved(SigningJob<?> job, SessionLane lane, ServedToken from) {
        var other = least(
                lane, token -> token != from && token.available(job.key(), lane) && !job.wasTriedOn(token.label()));
        if (other == null) {
            return false;
        }
        from.failedOver();
        other.lane(lane).queue().putBack(job);
        return true;
    }

    private Optional<ServedToken> healing(PinnedKey key, long now) {
        return tokens.stream()
                .filter(token -> !closing
                        && token.phase() == ServedToken.Phase.RECOVERING
                        && token.keys().contains(key)
                        && now - token.lostAt() < healing.toNanos())
                .findFirst();
    }

    /// Of equally busy ones each in its turn.
    private @Nullable ServedToken least(SessionLane lane, Predicate<ServedToken> candidate) {
        var count = tokens.size();
        if (count == 1) {
            var only = tokens.getFirst();
            return !closing && candidate.test(only) ? only : null;
        }
        var first = Math.floorMod(rotation.incrementAndGet(), count);
        ServedToken least = null;
        for (var i = 0; i < count && !closing; i++) {
            var token = tokens.get((first + i) % count);
            if (candidate.test(token)
                    && (least == null
                            || token.lane(lane).load() < least.lane(lane).load())) {
                least = token;
            }
        }
        return least;
    }

    private static HsmUnavailable refused(Reason reason, String why) {
        return new HsmUnavailable(reason, why, false);
    }
}
