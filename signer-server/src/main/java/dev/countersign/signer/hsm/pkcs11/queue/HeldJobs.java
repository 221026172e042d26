package dev.countersign.signer.hsm.pkcs11.queue;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Jobs that failed on a token and that nobody else can take, until it is known whether its epoch holds. Thread-safe.
public final class HeldJobs {

    private record Held(SigningJob<?> job, FairQueue queue) {}

    private final Queue<Held> held = new ConcurrentLinkedQueue<>();

    /// Keeps a job.
    ///
    /// @param queue where it is to wait afterwards
    public void add(SigningJob<?> job, FairQueue queue) {
        held.add(new Held(job, queue));
    }

    /// Lets them wait for a worker: of this epoch, or of the next.
    public void release() {
        for (var next = held.poll(); next != null; next = held.poll()) {
            next.queue().putBack(next.job());
        }
    }

    /// Ends those whose deadline has passed.
    public void expire(long now) {
        held.removeIf(next -> {
            next.job().expire(now);
            return next.job().done();
        });
    }
}
