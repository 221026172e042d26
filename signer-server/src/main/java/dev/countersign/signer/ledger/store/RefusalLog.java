package dev.countersign.signer.ledger.store;

import dev.countersign.signer.authentication.ClientRate;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.ledger.store.GroupCommit.Work;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Refused;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Journals refusals without making anyone wait: for each client 50 at once and 10 a second in the long run one by one,
/// beyond that as counts. So a client that is refused all day does not fill the disk.
public final class RefusalLog implements Work<Boolean> {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int WAITING = 1_000;

    private static final int PER_SECOND = 10;
    private static final int AT_ONCE = 50;

    /// Tells ledger time.
    @FunctionalInterface
    public interface Clock {
        Instant now() throws Refused;
    }

    private final ClientRate rate;
    private final ConcurrentHashMap<Client, Long> omitted = new ConcurrentHashMap<>();
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
        this.rate = new ClientRate(PER_SECOND, AT_ONCE, time::nanoTime);
        this.countedNanos = time.nanoTime();
    }

    /// Journals `entry` soon, or counts it.
    public void add(GroupCommit commit, Client client, Function<Instant, JournalEntry.Refused> entry) {
        if (!rate.take(client) || !waiting.tryAcquire()) {
            omit(client);
            return;
        }
        commit.offer(() -> journal.append(entry.apply(clock.now())), durable -> {
            waiting.release();
            if (!durable) {
                omit(client);
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
        for (var client : List.copyOf(omitted.keySet())) {
            var count = omitted.remove(client);
            if (count != null) {
                journal.append(new JournalEntry.RefusalsOmitted(at, client, count));
            }
        }
        return true;
    }

    private void omit(Client client) {
        omitted.merge(client, 1L, Long::sum);
    }
}
