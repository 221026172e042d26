package dev.countersign.signer.hsm.pkcs11.ceremony;

/// A key or token was not made or found. The message is one line that says what is wrong and what to do.
public final class KeyCeremonyFailed extends Exception {

    private static final long serialVersionUID = 1L;

    public KeyCeremonyFailed(String message) {
        super(message, null, false, false);
    }
}
