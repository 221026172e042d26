package dev.countersign.signer.hsm.pkcs11.serving;

import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.hsm.pkcs11.queue.FairQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// One lane of one token: the queue, which outlives epochs, and the workers, which do not. Thread-safe.
final class TokenLane {

    /// Jobs that may wait for each session: some 30 ms of SoftHSM's work, a second of a slow network HSM's.
    private static final int QUEUED_PER_SESSION = 64;

    private final SessionLane lane;
    private final int sessions;
    private final FairQueue queue;
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet(); // whose thread has not ended
    private final AtomicInteger open = new AtomicInteger(); // that can take a job
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger hung = new AtomicInteger();

    TokenLane(SessionLane lane, int sessions) {
        this.lane = lane;
        this.sessions = sessions;
        this.queue = new FairQueue(QUEUED_PER_SESSION * sessions);
    }

    SessionLane lane() {
        return lane;
    }

    /// How many an epoch has, when none hangs.
    int sessions() {
        return sessions;
    }

    FairQueue queue() {
        return queue;
    }

    Set<Worker> workers() {
        return workers;
    }

    boolean usable() {
        return open.get() > 0;
    }

    boolean idle() {
        return queue.size() == 0 && busy.get() == 0;
    }

    /// Jobs under way for each session that is open, in 1/1024.
    int load() {
        return (queue.size() + busy.get()) * 1024 / Math.max(1, open.get());
    }

    TokenStatus.Sessions status() {
        return new TokenStatus.Sessions(open.get(), busy.get(), hung.get(), queue.size());
    }

    void began(Worker worker) {
        workers.add(worker);
        open.incrementAndGet();
    }

    void ended(Worker worker) {
        open.decrementAndGet();
        workers.remove(worker);
    }

    void busy() {
        busy.incrementAndGet();
    }

    void free() {
        busy.decrementAndGet();
    }

    /// A worker hangs: it can take nothing until [#returned].
    ///
    /// @return true if it was the last that could
    boolean hangs() {
        hung.incrementAndGet();
        return open.decrementAndGet() == 0;
    }

    void returned() {
        hung.decrementAndGet();
        open.incrementAndGet();
    }
}
