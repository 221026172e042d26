package dev.countersign.signer.hsm.pkcs11.token;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.util.List;
import java.util.Optional;

/// A private key of a token, as its token describes it.
///
/// @param label CKA_LABEL
/// @param id CKA_ID
/// @param publicKey from the public key object or certificate with the same CKA_ID; empty if there is none, or if
///     it is of no kind that can be pinned
/// @param faults why the key would not be served, one line each; empty for a key as it must be
public record KeyRow(String label, Bytes id, Optional<PinnedKey> publicKey, List<String> faults) {

    public KeyRow {
        faults = List.copyOf(faults);
    }
}
