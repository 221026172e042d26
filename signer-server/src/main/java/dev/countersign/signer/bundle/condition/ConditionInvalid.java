package dev.countersign.signer.bundle.condition;

/// A condition that is not understood.
public final class ConditionInvalid extends Exception {

    private static final long serialVersionUID = 1L;

    private final int offset;
    private final String found;
    private final String expected;

    /// @param found what stands there, as a phrase
    /// @param expected completes "expected …"
    public ConditionInvalid(int offset, String found, String expected) {
        super(found + "; expected " + expected, null, false, false);
        this.offset = offset;
        this.found = found;
        this.expected = expected;
    }

    /// The first character that is wrong, from 0.
    public int offset() {
        return offset;
    }

    public String found() {
        return found;
    }

    public String expected() {
        return expected;
    }

    ConditionInvalid at(int place) {
        return new ConditionInvalid(place, found, expected);
    }
}
