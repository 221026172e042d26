package dev.countersign.signer.hsm.pkcs11.epoch;

import dev.countersign.signer.model.PinnedKey;
import java.util.Set;

/// Opens the epochs of one token. For the token's keeper alone.
public interface Epochs {

    /// Logs in and finds the keys.
    ///
    /// @param number of the new epoch, which no other epoch of this token has
    /// @param before what the last epoch served: a token that shows nothing of it is not believed
    Epoch open(long number, Set<PinnedKey> before) throws EpochFailed;

    /// True if a refused PIN may be tried again: its file has changed.
    boolean pinMayBeTried();

    /// Ends every session of this process with the module, and begins again (C_Finalize, C_Initialize). With a call of
    /// any thread in flight that kills the process: `ModuleGate` knows that there is none.
    void reinitialise() throws EpochFailed;
}
