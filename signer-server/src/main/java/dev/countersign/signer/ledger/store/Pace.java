package dev.countersign.signer.ledger.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Whether a group should wait for more to share its sync of the disk: while it is smaller than half of what waits for
/// the HSM, and the HSM has more to do than it can begin, so that it never runs dry meanwhile. All of that comes back
/// to
/// be settled, and as much is reserved meanwhile, so a half is there after a quarter of the time that the HSM takes for
/// a
/// request: no one waits longer than that. With fewer than four under way nothing ever waits. Used by the committing
/// thread alone.
public final class Pace {

    /// Of the requests under way, the part that makes a group worth its commit.
    private static final int PART = 2;

    /// Who has not come back by then is in doubt, and is not waited for.
    private static final long FORGOTTEN_NANOS = Duration.ofSeconds(2).toNanos();

    private final LongSupplier nanoTime;
    private final BooleanSupplier backlog;

    /// When each request under way was reserved, roughly: which of them ends is not looked at.
    private final ArrayDeque<Long> underWay = new ArrayDeque<>();

    /// @param nanoTime a monotonic clock, nanoseconds
    /// @param backlog true while no session of the HSM would stand idle for a while if it got nothing new
    public Pace(LongSupplier nanoTime, BooleanSupplier backlog) {
        this.nanoTime = nanoTime;
        this.backlog = backlog;
    }

    public void reserved() {
        underWay.addLast(nanoTime.getAsLong());
    }

    public void ended() {
        underWay.pollFirst();
    }

    /// True if a group of `size` should wait.
    boolean worthWaiting(int size) {
        while (!underWay.isEmpty() && nanoTime.getAsLong() - underWay.peekFirst() > FORGOTTEN_NANOS) {
            underWay.removeFirst();
        }
        return size < underWay.size() / PART && backlog.getAsBoolean();
    }
}
