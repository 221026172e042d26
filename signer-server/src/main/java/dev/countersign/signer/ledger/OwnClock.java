package dev.countersign.signer.ledger;

import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Ledger time of the only node: it follows the machine's wall clock.
///
/// A wall clock ahead by more than the tolerance stops the clock until it is set right, or a restart accepts it.
final class OwnClock implements LedgerClock {

    private final TimeSource time;
    private final Instant startedAt;
    private final long startedNanos;
    private Instant last;

    /// @param start where ledger time begins: not before anything recorded
    OwnClock(TimeSource time, Instant start) {
        this.time = time;
        this.startedAt = start.truncatedTo(ChronoUnit.MILLIS);
        this.startedNanos = time.nanoTime();
        this.last = startedAt;
    }

    @Override
    public synchronized Instant now() throws Refused {
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
