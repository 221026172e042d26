package dev.countersign.signer.ledger;

/// The ledger cannot be taken into service. The message tells the operator why, and what to do.
public final class LedgerRefused extends Exception {

    private static final long serialVersionUID = 1L;

    public LedgerRefused(String message) {
        super(message);
    }

    public LedgerRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
