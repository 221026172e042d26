package dev.countersign.signer.hsm.pkcs11.queue;

import dev.countersign.signer.model.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Jobs that wait for a worker of one lane of one token: bounded, and fair between clients. Clients that wait are
/// served in turn, a job each. In a full queue no client keeps more than its share: who has less displaces the newest
/// job of who has most. Thread-safe; nobody waits with a timeout.
public final class FairQueue {

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Map<String, ArrayDeque<SigningJob<?>>> byClient = new HashMap<>(); // bounded by the policy's clients
    private final ArrayDeque<ArrayDeque<SigningJob<?>>> turns = new ArrayDeque<>(); // the queues that are not empty
    private int count; // guarded by the lock
    private volatile int size; // the same, for those without it

    /// @param capacity jobs that may wait, 1 or more
    public FairQueue(int capacity) {
        this.capacity = capacity;
    }

    /// Lets a job wait behind its client's others. False if there is no room for this client.
    public boolean offer(SigningJob<?> job) {
        SigningJob<?> displaced = null;
        lock.lock();
        try {
            var own = own(job);
            if (size >= capacity) {
                displaced = displace(own);
                if (displaced == null) {
                    return false;
                }
            }
            own.addLast(job);
            joined(own);
        } finally {
            lock.unlock();
        }
        if (displaced != null) {
            displaced.refuse(Reason.OVERLOADED, "other clients wait for the HSM, too; repeat the same request later");
        }
        return true;
    }

    /// Lets a job wait that had its turn already, or waited elsewhere: before its client's others, and even if there is
    /// no room. Workers and queues bound how many there are.
    public void putBack(SigningJob<?> job) {
        lock.lock();
        try {
            var own = own(job);
            own.addFirst(job);
            joined(own);
        } finally {
            lock.unlock();
        }
    }

    /// The next job, when there is one; null once `stopped`, after a [#wake].
    public @Nullable SigningJob<?> take(BooleanSupplier stopped) {
        lock.lock();
        try {
            while (!stopped.getAsBoolean()) {
                if (size > 0) {
                    return next();
                }
                arrived.awaitUninterruptibly();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /// Has every [#take] look again whether it is stopped.
    public void wake() {
        lock.lock();
        try {
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Jobs that wait.
    public int size() {
        return size;
    }

    /// Takes out what waits, in turn.
    public List<SigningJob<?>> removeAll() {
        lock.lock();
        try {
            var all = new ArrayList<SigningJob<?>>(size);
            while (size > 0) {
                all.add(next());
            }
            return all;
        } finally {
            lock.unlock();
        }
    }

    /// Ends what is late, and forgets what was ended elsewhere.
    public void expire(long nowNanos) {
        if (size == 0) {
            return;
        }
        lock.lock();
        try {
            for (var jobs : List.copyOf(turns)) {
                jobs.forEach(job -> job.expire(nowNanos));
                var before = jobs.size();
                jobs.removeIf(SigningJob::done);
                count(jobs.size() - before);
            }
            turns.removeIf(ArrayDeque::isEmpty);
        } finally {
            lock.unlock();
        }
    }

    private ArrayDeque<SigningJob<?>> own(SigningJob<?> job) {
        return byClient.computeIfAbsent(job.client(), any -> new ArrayDeque<>());
    }

    private void joined(ArrayDeque<SigningJob<?>> own) {
        if (own.size() == 1) {
            turns.addLast(own);
        }
        count(1);
        arrived.signal();
    }

    private SigningJob<?> next() {
        var own = turns.removeFirst();
        var job = own.removeFirst();
        if (!own.isEmpty()) {
            turns.addLast(own);
        }
        count(-1);
        return job;
    }

    private void count(int change) {
        count += change;
        size = count;
    }

    /// The newest job of who has most, taken out; null if that is not more than `own` will have.
    private @Nullable SigningJob<?> displace(ArrayDeque<SigningJob<?>> own) {
        var most = own;
        for (var jobs : turns) {
            if (jobs.size() > most.size()) {
                most = jobs;
            }
        }
        if (most.size() <= own.size() + 1) {
            return null;
        }
        count(-1);
        return most.removeLast();
    }
}
