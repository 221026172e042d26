package dev.countersign.signer.authentication;

import dev.countersign.signer.model.Client;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// How often each client may do something: a token bucket a client. Clients are those of the policy, so the buckets are
/// bounded by the policy. Thread-safe.
public final class ClientRate {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// Credit is counted in nanoseconds of refill, so that no fraction is lost.
    ///
    /// @param granted whether the last attempt got its token
    private record Bucket(long credit, long atNanos, boolean granted) {}

    private final long perSecond;
    private final long burst;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<Client, Bucket> buckets = new ConcurrentHashMap<>();

    /// @param perSecond times a second that a client may sustain, 1 to 1,000
    /// @param burst times that it may at once, 1 to 1,000
    /// @param nanoTime a monotonic clock, nanoseconds
    public ClientRate(int perSecond, int burst, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
    }

    /// Takes one token of the client's; false if it has none. Trying in vain costs nothing.
    public boolean take(Client client) {
        var now = nanoTime.getAsLong();
        var full = burst * NANOS_PER_SECOND;
        var after = buckets.compute(client, (_, before) -> {
            var credit = before == null ? full : Math.min(full, before.credit() + refill(now - before.atNanos()));
            var granted = credit >= NANOS_PER_SECOND;
            return new Bucket(granted ? credit - NANOS_PER_SECOND : credit, now, granted);
        });
        return after.granted();
    }

    private long refill(long elapsedNanos) {
        // Beyond a full bucket more elapsed time adds nothing, and the product cannot overflow.
        var useful = Math.min(Math.max(elapsedNanos, 0), burst * NANOS_PER_SECOND / perSecond + NANOS_PER_SECOND);
        return useful * perSecond;
    }
}
