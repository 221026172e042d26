package dev.countersign.signer.ledger.store;

import dev.countersign.signer.ledger.sql.Sql;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// What was written last, so that it need not be read again: as it lies in the tables, the oldest forgotten first.
final class Recent<K, V> {

    /// More than can wait for the HSM at once, and than [Sql] lets wait to be written.
    private static final int KEPT = 4 * Sql.WAITING;

    private final LinkedHashMap<K, V> written = new LinkedHashMap<>();

    /// Null if it was not written lately.
    @Nullable
    V get(K key) {
        return written.get(key);
    }

    /// It must not wait to be written any more.
    void remove(K key) {
        written.remove(key);
    }

    /// None must wait to be written any more.
    void clear() {
        written.clear();
    }

    void put(K key, V value) {
        written.putLast(key, value);
        if (written.size() > KEPT) {
            written.pollFirstEntry();
        }
    }
}
