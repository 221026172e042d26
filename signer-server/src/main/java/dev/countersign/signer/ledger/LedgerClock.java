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
    private final Duration tolerance;
    private Instant possibleAt;
    private long possibleNanos;
    private Instant last;

    /// @param start where ledger time begins: not before anything recorded
    LedgerClock(TimeSource time, Instant start) {
        this(time, start, TOLERANCE);
    }

    /// @param tolerance how far the wall clock may be from what can have passed
    LedgerClock(TimeSource time, Instant start, Duration tolerance) {
        this.time = time;
        this.tolerance = tolerance;
        this.possibleAt = start.truncatedTo(ChronoUnit.MILLIS);
        this.possibleNanos = time.nanoTime();
        this.last = possibleAt;
    }

    /// @throws Refused LEDGER_UNAVAILABLE while the wall clock is ahead of what can have passed
    synchronized Instant now() throws Refused {
        var wall = time.wall();
        var nanos = time.nanoTime();
        var possible = possibleAt.plusNanos(nanos - possibleNanos);
        if (wall.isAfter(possible.plus(tolerance))) {
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

    /// Goes on from what another node recorded, if that is later.
    synchronized void follow(Instant recorded) {
        if (recorded.isAfter(last)) {
            last = recorded;
        }
    }

    /// Holds the wall clock against the database's: all nodes go by clocks that agree with that one. A wall clock which
    /// was ahead once gives no leave to be ahead again.
    ///
    /// @param asked the wall clock before the database was asked for its time
    /// @throws LedgerRefused if they differ by more than the tolerance
    synchronized void compare(Instant asked, Instant database) throws LedgerRefused {
        var wall = time.wall();
        requireWithin(Duration.between(database, asked), "ahead of");
        requireWithin(Duration.between(wall, database), "behind");
        var nanos = time.nanoTime();
        if (possibleAt.plusNanos(nanos - possibleNanos).isAfter(wall.plus(tolerance))) {
            possibleAt = wall.plus(tolerance);
            possibleNanos = nanos;
        }
    }

    private void requireWithin(Duration difference, String which) throws LedgerRefused {
        if (difference.compareTo(tolerance) > 0) {
            throw new LedgerRefused("this machine's clock is " + difference.toMillis() + " ms " + which
                    + " the database's, more than the " + tolerance.toMillis()
                    + " ms that nodes may differ by; have both follow one time (NTP)");
        }
    }

    /// The latest that was told or recorded.
    synchronized Instant last() {
        return last;
    }

    Instant wall() {
        return time.wall();
    }
}
