package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.KeySettings;
import dev.countersign.signer.hsm.pkcs11.serving.SessionLane;
import dev.countersign.signer.model.PinnedKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The keys that tokens are searched for. Another policy may want more, or want one in another way; what is wanted once
/// stays so, because no policy that does not name a key can use it. Thread-safe.
final class WantedKeys {

    /// What is wanted at one time.
    ///
    /// @param version higher for each that differs from the one before
    record Snapshot(long version, Map<PinnedKey, KeySettings> byKey) {

        Collection<KeySettings> settings() {
            return byKey.values();
        }
    }

    private volatile Snapshot present = new Snapshot(0, Map.of());

    WantedKeys(List<KeySettings> keys) {
        want(keys);
    }

    /// What is wanted now.
    Snapshot present() {
        return present;
    }

    Set<PinnedKey> keys() {
        return present.byKey().keySet();
    }

    /// Whose sessions sign with a key.
    SessionLane lane(PinnedKey key) {
        var settings = present.byKey().get(key);
        return settings == null ? SessionLane.WITHDRAWALS : SessionLane.of(settings.lane());
    }

    /// Wants these keys too, each as it is said here.
    ///
    /// @return false if that was so before
    synchronized boolean want(List<KeySettings> keys) {
        var next = new LinkedHashMap<>(present.byKey());
        keys.forEach(settings -> next.put(settings.key(), settings));
        if (next.equals(present.byKey())) {
            return false;
        }
        present = new Snapshot(present.version() + 1, next);
        return true;
    }
}
