package dev.countersign.signer.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Ledger time that several nodes share. The ledger's row has the last one and the database's clock of that moment; at
/// each turn a node adds what has passed by the database's clock since, and no more than can have passed by its own
/// monotonic clock. So all nodes have one time, whatever their own wall clocks say, and a database whose clock jumps
/// ahead frees nothing early.
final class TurnClock implements LedgerClock {

    /// What two clocks may drift apart: the kernel slews one by 500 ppm at most (adjtimex(2)), and times are whole
    /// milliseconds.
    private static final long DRIFT_PART = 2_000;

    private static final Duration ROUNDING = Duration.ofMillis(1);

    private final TimeSource time;
    private Instant at;
    private long atNanos;
    private Instant recorded;
    private boolean inTurn;

    /// @param start ledger time of the entry that tells the start
    /// @param startNanos the monotonic clock at that time, or before
    TurnClock(TimeSource time, Instant start, long startNanos) {
        this.time = time;
        this.at = start;
        this.recorded = start;
        this.atNanos = startNanos;
    }

    /// Within a turn the time of the turn; between turns what has passed since.
    @Override
    public synchronized Instant now() {
        return (inTurn ? at : at.plusNanos(time.nanoTime() - atNanos)).truncatedTo(ChronoUnit.MILLIS);
    }

    /// The monotonic clock, to be read before a turn is asked for.
    long nanoTime() {
        return time.nanoTime();
    }

    /// Begins a turn.
    ///
    /// @param askedNanos the monotonic clock before the database was asked
    /// @param last the last ledger time recorded
    /// @param databaseLast the database's clock of that moment
    /// @param database its clock now
    /// @return true if the database's clock ran faster than can be
    /// @throws LedgerRefused if ledger time would be too far from the database's clock
    synchronized boolean turn(long askedNanos, Instant last, Instant databaseLast, Instant database)
            throws LedgerRefused {
        var told = at(last, databaseLast, database);
        var passed = Duration.ofNanos(time.nanoTime() - atNanos);
        var latest = (last.equals(recorded) ? at : last)
                .plus(passed)
                .plus(passed.dividedBy(DRIFT_PART))
                .plus(ROUNDING);
        var jumped = told.isAfter(latest);
        var next = jumped ? latest : told;
        at = next.isAfter(at) ? next : at;
        atNanos = askedNanos;
        recorded = last;
        var behind = Duration.between(at, database);
        if (behind.abs().compareTo(TOLERANCE) > 0) {
            throw new LedgerRefused("the database's clock says " + database + ", and ledger time is " + at
                    + ": it jumped; set it right. If it is right, stop every node, and start the first with"
                    + " --accept-downtime");
        }
        inTurn = true;
        return jumped;
    }

    synchronized void endTurn() {
        inTurn = false;
    }

    /// Ledger time by what the ledger's row says.
    static Instant at(Instant last, Instant databaseLast, Instant database) {
        return database.isAfter(databaseLast) ? last.plus(Duration.between(databaseLast, database)) : last;
    }
}
