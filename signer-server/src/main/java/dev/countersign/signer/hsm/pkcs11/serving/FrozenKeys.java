package dev.countersign.signer.hsm.pkcs11.serving;

import dev.countersign.signer.hsm.pkcs11.queue.SigningJob;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys that sign nothing until a restart, on whichever token they are, because a signature failed verification.
/// Thread-safe.
public final class FrozenKeys {

    private static final Logger LOG = LoggerFactory.getLogger(FrozenKeys.class);

    private final Supplier<? extends Collection<PinnedKey>> keys;
    private final Set<PinnedKey> frozen = ConcurrentHashMap.newKeySet();

    /// @param keys all that are ours now
    public FrozenKeys(Supplier<? extends Collection<PinnedKey>> keys) {
        this.keys = keys;
    }

    public boolean contains(PinnedKey key) {
        return !frozen.isEmpty() && frozen.contains(key);
    }

    public int size() {
        return frozen.size();
    }

    /// Freezes the key that was asked, and any other key of ours that made `raw`: somebody may have that signature.
    ///
    /// @param item which data of the job
    void freeze(SigningJob<?> job, int item, Bytes raw, String token) {
        for (var key : keys.get()) {
            if (key.equals(job.key()) || madeBy(key, job, item, raw)) {
                frozen.add(key);
                LOG.error(
                        "KEY FROZEN: {}: a signature asked of key {} in token '{}' failed verification; it signs"
                                + " nothing until the server is restarted; find out why before that",
                        key,
                        job.key(),
                        token);
            }
        }
    }

    private static boolean madeBy(PinnedKey key, SigningJob<?> job, int item, Bytes raw) {
        return key.kind() == job.key().kind()
                && job.verification().verified(key, item, raw).isPresent();
    }
}
