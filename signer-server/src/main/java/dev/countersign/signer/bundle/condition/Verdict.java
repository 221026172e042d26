package dev.countersign.signer.bundle.condition;

/// What a condition says of one effect.
public sealed interface Verdict {

    record Holds() implements Verdict {}

    record Fails() implements Verdict {}

    /// It has no answer: it asks for what there is not, or compares amounts of two assets.
    ///
    /// @param why for people
    record Unanswered(String why) implements Verdict {}
}
