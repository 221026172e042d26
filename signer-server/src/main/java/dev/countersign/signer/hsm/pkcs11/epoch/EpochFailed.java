package dev.countersign.signer.hsm.pkcs11.epoch;

/// An epoch did not open. The message is one line that says what is wrong and what to do; never a PIN.
public final class EpochFailed extends Exception {

    private static final long serialVersionUID = 1L;

    /// What may help.
    public enum Cure {
        /// Another PIN, and nothing else: it is not tried again before its file changes.
        OTHER_PIN,
        /// The token does not show what it should: the library may have a stale view of it, which only C_Finalize and
        /// C_Initialize renew.
        NEW_LIBRARY,
        /// Somebody mends what the message says.
        SETTINGS
    }

    private final Cure cure;

    public EpochFailed(String message, Cure cure) {
        super(message, null, false, false);
        this.cure = cure;
    }

    public Cure cure() {
        return cure;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
