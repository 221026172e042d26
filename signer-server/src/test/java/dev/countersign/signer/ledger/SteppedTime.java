package dev.countersign.signer.ledger;

import java.time.Duration;
import java.time.Instant;

/// Clocks that stand still until a test moves them.
final class SteppedTime implements TimeSource {

    private Instant wall = Instant.parse("2026-11-21T12:00:00Z");
    private long nanos = 1;

    @Override
    public synchronized Instant wall() {
        return wall;
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    /// Time passes.
    synchronized void pass(Duration duration) {
        wall = wall.plus(duration);
        nanos += duration.toNanos();
    }

    /// Somebody sets the wall clock.
    synchronized void step(Duration duration) {
        wall = wall.plus(duration);
    }
}
