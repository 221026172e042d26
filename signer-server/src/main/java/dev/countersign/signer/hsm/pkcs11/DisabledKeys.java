package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.model.PinnedKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;

/// The keys that a marker in any token disables, and from when on. Thread-safe.
///
/// A marker that is no longer seen still counts: a token that was lost shows none, and nothing of ours removes one.
final class DisabledKeys {

    private final ConcurrentHashMap<PinnedKey, Instant> from = new ConcurrentHashMap<>();
    private final InstantSource wall;

    /// @param wall what people mean by a date
    DisabledKeys(InstantSource wall) {
        this.wall = wall;
    }

    void note(PinnedKey key, Instant since) {
        from.merge(key, since, (one, other) -> one.isBefore(other) ? one : other);
    }

    boolean contains(PinnedKey key) {
        var since = from.isEmpty() ? null : from.get(key);
        return since != null && !wall.instant().isBefore(since);
    }
}
