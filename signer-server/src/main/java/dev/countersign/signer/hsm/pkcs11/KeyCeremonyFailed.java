package dev.countersign.signer.hsm.pkcs11;

/// A key or token was not made. The message is one line that says what is wrong and what to do.
public final class KeyCeremonyFailed extends Exception {

    private static final long serialVersionUID = 1L;

    KeyCeremonyFailed(String message) {
        super(message, null, false, false);
    }
}
