package dev.countersign.signer.policy;

import dev.countersign.signer.model.Refused;
import java.util.List;

/// What a key's policy says about one transaction. There is no "unknown": what cannot be evaluated is denied.
public sealed interface Decision permits Approved, Denied {

    /// Every rule of the key and what it said: those that deny, then those that allow, each in the order of the policy.
    List<RuleOutcome> outcomes();

    default Approved orRefuse() throws Refused {
        return switch (this) {
            case Approved approved -> approved;
            case Denied denied -> throw new Refused(denied.refusals());
        };
    }
}
