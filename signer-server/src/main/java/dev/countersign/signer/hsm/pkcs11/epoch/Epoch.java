package dev.countersign.signer.hsm.pkcs11.epoch;

import dev.countersign.signer.hsm.pkcs11.driver.Driver;
import dev.countersign.signer.hsm.pkcs11.driver.SigningFault;
import dev.countersign.signer.model.PinnedKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One login to a token, and all that dies with it. Handles of one epoch may name other keys in the next, so they
/// never leave it. [#serves] and [#keys] are for every thread, all else for the keeper's alone.
public interface Epoch {

    /// The keys that are as they must be. A look may find more.
    Set<PinnedKey> keys();

    /// Why other keys are not served, one line each.
    List<String> problems();

    /// A driver with a session of its own.
    Driver openDriver() throws SigningFault;

    /// Asks the token whether the epoch still holds: token, login, and every key. Then looks for keys that are wanted
    /// since the last time.
    ///
    /// @return what is lost; empty if nothing
    Optional<String> lost();

    /// Logs out and closes what is left. Its drivers must have been closed before, with no call of theirs in flight.
    void close();

    default boolean serves(PinnedKey key) {
        return keys().contains(key);
    }
}
