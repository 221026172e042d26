package dev.countersign.signer.audit;

import dev.countersign.signer.audit.checkpoint.Checkpoint;
import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Refused;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the hardware sign the journal's head, every now and then and at the end, whenever it has grown. A
/// failure is logged when it begins and when it is over, and tried again; it never stops signing.
///
/// Close it before the [Ledger] and the [Hsm]: [#close] makes the last checkpoint.
public final class Notary implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Notary.class);

    private final Ledger ledger;
    private final Hsm hsm;
    private final String origin;
    private final PinnedKey key;
    private final ScheduledExecutorService clerk = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("notary").daemon().factory());

    // only the clerk's thread reads and writes these two
    private long checkpointedSize;
    private boolean failing;

    /// @param origin the journal's name: the first line of each checkpoint, and the key's name
    /// @param key the pinned Ed25519 key that the hardware signs checkpoints with
    public Notary(Ledger ledger, Hsm hsm, String origin, PinnedKey key) {
        Checkpoint.verifierKey(origin, key); // refuses another kind of key before the first checkpoint is due
        this.ledger = ledger;
        this.hsm = hsm;
        this.origin = origin;
        this.key = key;
    }

    /// Makes a checkpoint now and then `every` so often.
    public void start(Duration every) {
        var _ = clerk.scheduleWithFixedDelay(this::attempt, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Makes the last checkpoint, if the journal has grown, and ends.
    @Override
    public void close() {
        var _ = clerk.submit(this::attempt);
        ((ExecutorService) clerk).close();
    }

    private void attempt() {
        try {
            checkpoint();
            if (failing) {
                LOG.info("checkpoints are signed again, at journal size {}", checkpointedSize);
                failing = false;
            }
        } catch (Refused | RuntimeException e) {
            if (!failing) {
                LOG.warn("no checkpoint could be made, trying again: {}", e.getMessage());
                failing = true;
            }
        }
    }

    private void checkpoint() throws Refused {
        var head = ledger.head();
        if (head.size() == checkpointedSize) {
            return;
        }
        var signature = hsm.signCheckpoint(origin, head);
        ledger.checkpoint(head, new Checkpoint(origin, head).note(key, signature));
        checkpointedSize = head.size();
    }
}
