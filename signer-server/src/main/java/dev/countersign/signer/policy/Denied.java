package dev.countersign.signer.policy;

import dev.countersign.signer.model.Refusal;
import java.util.List;

/// The policy does not allow it.
///
/// @param refusals every reason found, at least one
public record Denied(List<Refusal> refusals, List<RuleOutcome> outcomes) implements Decision {

    public Denied {
        refusals = List.copyOf(refusals);
        outcomes = List.copyOf(outcomes);
    }
}
