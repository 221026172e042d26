package dev.countersign.signer.hsm.pkcs11.queue;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.util.Optional;

/// Tells what a token returned from what may leave. Must not block.
///
/// @param <T> a signature that was verified
@FunctionalInterface
public interface Verification<T> {

    /// Empty unless `key` made `raw` over the data.
    ///
    /// @param item which data of the job, from 0
    Optional<T> verified(PinnedKey key, int item, Bytes raw);
}
