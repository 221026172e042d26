package dev.countersign.signer.hsm;

import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;

/// No signature came back.
public final class HsmUnavailable extends Refused {

    private static final long serialVersionUID = 1L;

    private final boolean asked;

    /// @param asked true if the hardware may have been asked to sign, so that the charge must stay
    public HsmUnavailable(Reason reason, String message, boolean asked) {
        super(reason, message);
        this.asked = asked;
    }

    /// True if the hardware may have signed. Only where this is false may a reservation be released.
    public boolean asked() {
        return asked;
    }
}
