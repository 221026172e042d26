package dev.countersign.signer.bundle.condition;

import java.util.Optional;

/// What the texts in a condition stand for in one policy, for one key.
public interface Literals {

    /// The value of the type that the literal has, or empty if its own entry in the policy is not understood: that is
    /// reported there.
    ///
    /// @throws ConditionInvalid if the text stands for nothing; its offset is ignored
    Optional<Object> value(Literal literal, String text) throws ConditionInvalid;
}
