package dev.countersign.signer.ledger;

import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// What a call was refused for.
final class Refusals {

    private Refusals() {}

    /// The refusal that is reported of a call that must be refused.
    static Refusal refusalOf(ThrowingCallable call) {
        return refusedBy(call).refusal();
    }

    static Refused refusedBy(ThrowingCallable call) {
        return Assertions.catchThrowableOfType(Refused.class, call);
    }
}
