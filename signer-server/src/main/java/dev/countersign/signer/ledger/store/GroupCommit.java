package dev.countersign.signer.ledger.store;

import dev.countersign.signer.ledger.LedgerRefused;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes. It takes what waits as one group, does it in one transaction, commits once,
/// and only then answers.
///
/// A write or commit that fails is never tried again, and everyone in the group is told so: what is on disk is then
/// unknown, and what is in memory may be ahead of it. Where the session cannot read the truth anew, that ends the
/// service, and only a restart does.
public final class GroupCommit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int GROUP = 256;
    private static final int CALLERS = 4096;
    private static final long TICK_MILLIS = 1_000;
    private static final int WAITS = 16;
    private static final long WAIT_NANOS = 500_000;
    private static final long RENEW_NANOS = 200_000_000;

    /// Something to do in the transaction.
    @FunctionalInterface
    public interface Work<T> {
        /// Does it. [Refused] and unchecked exceptions go to the caller alone, if nothing was written before.
        T run() throws Refused, SQLException;

        /// Says what it will ask the tables, as far as it knows.
        default void foresee(Foreseen foreseen) {}
    }

    private static final String OTHERS_TURN = "another node has kept the ledger too long, as it does when it sums a"
            + " large window for the first time; nothing was done. Repeat the request with the same id";

    private final Sql sql;
    private final JournalTable journal;
    private final Pace pace;
    private final Work<?> housekeeping;
    private final Session session;
    private final Thread thread;
    private final LinkedBlockingQueue<Task<?>> queue = new LinkedBlockingQueue<>();
    private final Semaphore callers = new Semaphore(CALLERS);
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile @Nullable String failure;

    /// A thread that is not started yet.
    ///
    /// @param pace told by the work itself
    /// @param housekeeping done in a transaction about once a second, and a last time at the end
    /// @param session told of each group's begin and end
    public GroupCommit(Sql sql, JournalTable journal, Pace pace, Work<?> housekeeping, Session session) {
        this.sql = sql;
        this.journal = journal;
        this.pace = pace;
        this.housekeeping = housekeeping;
        this.session = session;
        // a daemon, so that a server whose start fails after this does not live on and hold the ledger
        this.thread = Thread.ofPlatform().daemon().name("ledger-commit").unstarted(this::serve);
    }

    public void start() {
        thread.start();
    }

    public boolean ready() {
        return failure == null && !closing;
    }

    /// Does `work` and returns when it is durable.
    ///
    /// @throws Refused LEDGER_UNAVAILABLE, or what the work threw
    public <T> T submit(Work<T> work) throws Refused {
        callers.acquireUninterruptibly();
        try {
            var task = new Task<>(work);
            enqueue(task);
            return task.await();
        } finally {
            callers.release();
        }
    }

    /// Does `work` soon, without waiting; what becomes of it is not told.
    ///
    /// @param ended told at the end whether it is durable
    public void offer(Work<?> work, Consumer<Boolean> ended) {
        var task = new Task<>(work);
        task.onEnd(ended);
        enqueue(task);
    }

    /// Throws LEDGER_UNAVAILABLE if nothing can be served any more.
    public void requireReady() throws Refused {
        if (!ready()) {
            throw unavailable();
        }
    }

    /// Does what was accepted, then ends.
    @Override
    public void close() {
        closing = true;
        var interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true; // the accepted work still has to become durable
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void enqueue(Task<?> task) {
        if (failure != null) {
            task.fail(unavailable());
            return;
        }
        queue.add(task);
        if (ended) {
            failAll(drain());
        }
    }

    private void serve() {
        List<Task<?>> group = List.of();
        try {
            var lastTick = System.nanoTime();
            while (!closing || !queue.isEmpty()) {
                group = next();
                var tick = System.nanoTime() - lastTick >= TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
                if (tick) {
                    lastTick = System.nanoTime();
                }
                serve(group, tick);
                group = List.of();
            }
            commit(List.of(), true);
        } catch (SQLException | LedgerRefused | RuntimeException | Error e) {
            failure = "the ledger stopped: a write may not have reached the disk (" + e.getMessage()
                    + "); check the database's disk, the anchor's and the room on both, then restart the server, which"
                    + " reads what is on disk";
            LOG.error("{}", failure, e);
            rollback();
        } finally {
            ended = true;
            failAll(group);
            failAll(drain());
        }
    }

    private void serve(List<Task<?>> group, boolean tick) throws SQLException, LedgerRefused {
        try {
            if (commit(group, tick)) {
                answer(group);
            } else {
                passOver(group);
            }
        } catch (LedgerRefused e) {
            renew(group, e);
        } catch (SQLException e) {
            if (!session.canRenew(e)) {
                throw e;
            }
            renew(group, e);
        }
    }

    /// Answers nothing but that until the database is reached again and may be written.
    private void renew(List<Task<?>> group, Exception fault) {
        failure = away(fault);
        LOG.error("{}", failure, fault);
        rollback();
        failAll(group);
        while (!closing && failure != null) {
            failAll(drain());
            LockSupport.parkNanos(RENEW_NANOS);
            try {
                session.renew();
                failure = null;
            } catch (SQLException | LedgerRefused e) {
                failure = away(e);
                LOG.debug("{}", failure);
                rollback(); // others wait for what it may have locked
            }
        }
    }

    private void passOver(List<Task<?>> group) {
        LOG.warn("{}", OTHERS_TURN);
        rollback();
        group.forEach(task -> task.fail(new Refused(Reason.LEDGER_UNAVAILABLE, OTHERS_TURN)));
    }

    private static String away(Exception fault) {
        return "the ledger cannot be written at present, and is tried again by itself: " + fault.getMessage()
                + ". Nothing that was answered is lost; repeat the request with the same id";
    }

    private List<Task<?>> next() {
        var group = new ArrayList<Task<?>>();
        try {
            var first = queue.poll(closing ? 0 : TICK_MILLIS / 10, TimeUnit.MILLISECONDS);
            if (first != null) {
                group.add(first);
                queue.drainTo(group, GROUP - 1);
                for (var waits = 0; waits < WAITS && !closing && pace.worthWaiting(group.size()); waits++) {
                    LockSupport.parkNanos(WAIT_NANOS);
                    queue.drainTo(group, GROUP - group.size());
                }
            }
        } catch (InterruptedException _) {
            closing = true;
        }
        return group;
    }

    /// False if it was not this node's turn, and nothing was done.
    private boolean commit(List<Task<?>> group, boolean tick) throws SQLException, LedgerRefused {
        if (group.isEmpty() && !tick) {
            return true;
        }
        if (!session.begin(group.stream().map(Task::work).toList())) {
            return false;
        }
        for (var task : group) {
            task.run(sql);
        }
        if (tick) {
            new Task<>(housekeeping).run(sql);
        }
        journal.writeHead();
        session.commit(sql);
        session.committed();
        return true;
    }

    /// The callers are virtual threads. To wake one from here wakes a thread that carries it, each time; to wake many
    /// from a virtual thread puts them in line behind it.
    private static void answer(List<Task<?>> group) {
        if (group.size() > 1) {
            Thread.startVirtualThread(() -> group.forEach(Task::answer));
        } else {
            group.forEach(Task::answer);
        }
    }

    private void rollback() {
        try {
            sql.rollback();
        } catch (SQLException e) {
            LOG.warn("rolling back after the failure failed too: {}", e.getMessage());
        }
    }

    private List<Task<?>> drain() {
        var rest = new ArrayList<Task<?>>();
        queue.drainTo(rest);
        return rest;
    }

    private void failAll(List<Task<?>> tasks) {
        tasks.forEach(task -> task.fail(unavailable()));
    }

    private Refused unavailable() {
        var why = failure;
        return new Refused(
                Reason.LEDGER_UNAVAILABLE,
                why != null ? why : "the ledger is closing; repeat the request with the same id");
    }
}
