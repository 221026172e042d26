package dev.countersign.signer.bundle.condition;

/// Ends the evaluation of a condition, or the part of it that `||` and `&&` can do without.
final class Unanswerable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String why;

    Unanswerable(String why) {
        super(why, null, false, false);
        this.why = why;
    }

    String why() {
        return why;
    }
}
