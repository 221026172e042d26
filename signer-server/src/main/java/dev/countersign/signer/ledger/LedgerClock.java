package dev.countersign.signer.ledger;

import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Ledger time, in whole milliseconds. It follows the wall clock, but never faster than the monotonic clock
/// since the start and never back: a window in ledger time is then at least as long in true time, whatever
/// happens to the wall clock. Thread-safe.
///
/// A wall clock ahead by more than [#TOLERANCE] stops the clock until it is set right, or a restart accepts
/// it.
final class LedgerClock {

    static final Duration TOLERANCE = Duration.ofSeconds(60);

    private final TimeSource time;
    private final Instant startedAt;
    private final long startedNanos;
    private Instant last;

    /// @param start where ledger time begins: not before anything recorded
    LedgerClock(TimeSource time, Instant start) {
        this.time = time;
        this.startedAt = start.truncatedTo(ChronoUnit.MILLIS);
        this.startedNanos = time.nanoTime();
        this.last = startedAt;
    }

    /// @throws Refused LEDGER_UNAVAILABLE while the wall clock is ahead of what can have passed
    synchronized Instant now() throws Refused {
        var wall = time.wall();
        var possible = startedAt.plusNanos(time.nanoTime() - startedNanos);
        if (wall.isAfter(possible.plus(TOLERANCE))) {
            throw new Refused(
                    Reason.LEDGER_UNAVAILABLE,
                    "the wall clock jumped ahead by "
                            + Duration.between(possible, wall).toSeconds()
                            + " s; set it right, or restart the server to accept it");
        }
        var now = (wall.isBefore(possible) ? wall : possible).truncatedTo(ChronoUnit.MILLIS);
        if (now.isAfter(last)) {
            last = now;
        }
        return last;
    }
}
