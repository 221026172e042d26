package dev.countersign.signer.signing;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// How often a client may ask what would be decided: a question costs nothing, so unbounded it would be an oracle to
/// map the policy and other clients' use of shared limits. A token bucket for each client.
public final class EvaluationRate {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// Credit is counted in nanoseconds of refill, so that no fraction is lost.
    ///
    /// @param granted whether the last question got its token
    private record Bucket(long credit, long atNanos, boolean granted) {}

    private final long perSecond;
    private final long burst;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<Client, Bucket> buckets = new ConcurrentHashMap<>();

    /// @param perSecond questions a second that a client may sustain
    /// @param burst questions that it may ask at once
    /// @param nanoTime a monotonic clock, nanoseconds
    public EvaluationRate(int perSecond, int burst, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
    }

    /// Takes one token.
    ///
    /// @throws Refused RATE_EXCEEDED if there is none
    void take(Client client) throws Refused {
        var now = nanoTime.getAsLong();
        var full = burst * NANOS_PER_SECOND;
        var after = buckets.compute(client, (any, before) -> {
            var credit = before == null ? full : Math.min(full, before.credit() + refill(now - before.atNanos()));
            var granted = credit >= NANOS_PER_SECOND;
            return new Bucket(granted ? credit - NANOS_PER_SECOND : credit, now, granted);
        });
        if (!after.granted()) {
            throw new Refused(
                    Reason.RATE_EXCEEDED, "more than " + perSecond + " questions a second; ask again in a second");
        }
    }

    private long refill(long elapsedNanos) {
        // Beyond a full bucket more elapsed time adds nothing, and the product cannot overflow.
        var useful = Math.min(elapsedNanos, burst * NANOS_PER_SECOND / perSecond + NANOS_PER_SECOND);
        return useful * perSecond;
    }
}
