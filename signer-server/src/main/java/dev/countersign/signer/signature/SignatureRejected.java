package dev.countersign.signer.signature;

/// The HSM returned a signature that the pinned key did not make. The message names the key and never the signature.
public final class SignatureRejected extends Exception {

    private static final long serialVersionUID = 1L;

    SignatureRejected(String message) {
        super(message);
    }
}
