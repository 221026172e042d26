package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.endtoend.bench.LedgerEngine.Site;
import dev.countersign.signer.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/// One open ledger, and what its callers do.
final class LedgerContender implements AutoCloseable {

    private static final int PRIMERS = 64;

    /// What one call is.
    enum Task {
        RESERVE,
        /// A reservation and its settlement.
        SETTLE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Task task;
    private final Payments payments;
    private final Ledger ledger;
    private final Optional<Path> anchor;
    private boolean spent;

    private LedgerContender(Task task, Payments payments, Ledger ledger, Optional<Path> anchor) {
        this.task = task;
        this.payments = payments;
        this.ledger = ledger;
        this.anchor = anchor;
    }

    /// Makes a ledger; each key has paid once.
    ///
    /// @param anchors where the anchor lies, if not beside the ledger
    static LedgerContender open(LedgerEngine engine, Task task, Payments payments, Path folder, Optional<Path> anchors)
            throws Exception {
        var anchor = anchors.map(path -> path.resolve("countersign-" + folder.getFileName() + ".anchor"));
        var site = anchor.map(Site.in(folder)::anchoredAt).orElse(Site.in(folder));
        engine.make(site);
        var contender = new LedgerContender(task, payments, engine.open(site), anchor);
        contender.ledger.activate(payments.bundle());
        var calls = new AtomicInteger();
        Crowd.run(PRIMERS, () -> calls.getAndIncrement() < payments.keys(), contender.call());
        return contender;
    }

    /// From now on nothing that is reserved can be used: the chain has spent the nonces.
    void spend() throws Exception {
        var _ = ledger.observe(payments.allSpent());
        spent = true;
    }

    Task task() {
        return task;
    }

    /// The keys, and in what it differs from others.
    String kind() {
        return payments.keys()
                + (payments.keys() == 1 ? " key" : " keys")
                + (spent ? ", spent" : anchor.isPresent() ? ", shm" : "");
    }

    String name() {
        return task.word() + " " + kind();
    }

    /// What it is to be compared with: the same as any server has it.
    Optional<String> plainName() {
        var comma = name().indexOf(',');
        return comma < 0 ? Optional.empty() : Optional.of(name().substring(0, comma));
    }

    Sample run(int callers, Duration warmUp, Duration measured) throws Exception {
        return Load.onVirtualThreads().run(Collections.nCopies(callers, call()), warmUp, measured);
    }

    private Callable<?> call() {
        return switch (task) {
            case RESERVE -> () -> payments.next().reserve(ledger);
            case SETTLE -> () -> payments.next().settle(ledger);
        };
    }

    @Override
    public void close() throws IOException {
        ledger.close();
        if (anchor.isPresent()) {
            Files.delete(anchor.get());
        }
    }
}
