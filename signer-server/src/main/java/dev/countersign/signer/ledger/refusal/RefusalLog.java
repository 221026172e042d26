package dev.countersign.signer.ledger.refusal;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.ledger.store.GroupCommit;
import dev.countersign.signer.ledger.store.GroupCommit.Work;
import dev.countersign.signer.ledger.store.JournalTable;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Refused;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Journals refusals without making anyone wait: within a rate one by one, beyond it as counts.
public final class RefusalLog implements Work<Boolean> {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int WAITING = 1_000;

    /// Tells ledger time.
    @FunctionalInterface
    public interface Clock {
        Instant now() throws Refused;
    }

    private final RefusalRate rate = new RefusalRate();
    private final Semaphore waiting = new Semaphore(WAITING);
    private final TimeSource time;
    private final Clock clock;
    private final JournalTable journal;
    private long countedNanos;
    private volatile boolean closing;

    public RefusalLog(TimeSource time, Clock clock, JournalTable journal) {
        this.time = time;
        this.clock = clock;
        this.journal = journal;
        this.countedNanos = time.nanoTime();
    }

    /// Journals `entry` soon, or counts it.
    public void add(GroupCommit commit, Client client, Function<Instant, JournalEntry> entry) {
        if (!rate.admit(client, time.nanoTime())) {
            return;
        }
        if (!waiting.tryAcquire()) {
            rate.omit(client, time.nanoTime());
            return;
        }
        commit.offer(() -> {
            waiting.release();
            try {
                return journal.append(entry.apply(clock.now()));
            } catch (Refused e) {
                rate.omit(client, time.nanoTime());
                throw e;
            }
        });
    }

    /// From here on, every [#run] journals the counts.
    public void close() {
        closing = true;
    }

    /// Journals the counts if it is time to.
    @Override
    public Boolean run() throws Refused, SQLException {
        var nowNanos = time.nanoTime();
        if (!closing && nowNanos - countedNanos < INTERVAL_NANOS) {
            return false;
        }
        var at = clock.now();
        countedNanos = nowNanos;
        for (var omitted : rate.takeOmitted().entrySet()) {
            journal.append(new JournalEntry.RefusalsOmitted(at, omitted.getKey(), omitted.getValue()));
        }
        return true;
    }
}
