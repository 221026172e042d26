package dev.countersign.signer.signing;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;

/// What a key signed before it froze may be the work of whoever made it freeze: it is withheld like a new signature.
final class FrozenKeys {

    private FrozenKeys() {}

    /// @throws Refused KEY_FROZEN; not while the hardware merely does not answer, since recorded answers need none
    static void refuse(Hsm hsm, KeyPolicy key) throws Refused {
        if (hsm.frozen(key.publicKey())) {
            throw new Refused(
                    Reason.KEY_FROZEN,
                    "key " + key.id() + " is frozen, and what it signed is withheld; the server's log says why");
        }
    }
}
