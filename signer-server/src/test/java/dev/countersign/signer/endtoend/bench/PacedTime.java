package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.ledger.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// Clocks that move by payments: so many are a day.
final class PacedTime implements TimeSource {

    private final Instant begin = Instant.parse("2026-01-01T00:00:00Z");
    private final AtomicLong nanos = new AtomicLong(1);
    private final long nanosEach;

    PacedTime(long paymentsADay) {
        nanosEach = Duration.ofDays(1).toNanos() / paymentsADay;
    }

    /// Time for one payment passes.
    void pass() {
        nanos.addAndGet(nanosEach);
    }

    @Override
    public Instant wall() {
        return begin.plusNanos(nanos.get());
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }
}
