package dev.countersign.signer.ledger;

import java.time.Instant;

/// The seam to the machine's clocks. Thread-safe.
public interface TimeSource {

    /// The wall clock, which people and NTP may step.
    Instant wall();

    /// Nanoseconds since some moment, never stepped ([System#nanoTime]).
    long nanoTime();

    /// The machine's own clocks.
    static TimeSource system() {
        return new TimeSource() {
            @Override
            public Instant wall() {
                return Instant.now();
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }
        };
    }
}
