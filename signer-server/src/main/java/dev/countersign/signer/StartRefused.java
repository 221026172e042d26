package dev.countersign.signer;

/// The server does not start. One line that says why and what to do.
public final class StartRefused extends Exception {

    private static final long serialVersionUID = 1L;

    StartRefused(String message) {
        super(message);
    }
}
