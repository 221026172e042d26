package dev.countersign.signer.hsm.pkcs11.ceremony;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.util.List;

/// A key that is in the token now, as the token describes it.
///
/// @param id CKA_ID
/// @param faults what the template finds wrong with it, one line each: while there is any, it is not served
/// @param notes what went otherwise than planned and does no harm, one line each
public record MadeKey(PinnedKey key, Bytes id, List<String> faults, List<String> notes) {

    public MadeKey {
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
    }
}
