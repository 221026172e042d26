package dev.countersign.signer.signing;

import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.ledger.Headroom;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.RuleOutcome;
import java.util.List;
import java.util.Optional;

/// What would be decided now, explained. Nothing was recorded, charged or signed.
///
/// @param refusals in order of precedence; empty if it would be allowed
/// @param transaction what the payload does, if it could be decoded
/// @param ruleIds the rule that allows each movement; empty if refused by the policy
/// @param limits the window limits that apply, before this request
public record Evaluation(
        List<Refusal> refusals,
        Optional<Transaction> transaction,
        List<String> ruleIds,
        List<RuleOutcome> rules,
        List<Headroom> limits,
        List<Charge> charges,
        Digest32 policyDigest) {

    static Evaluation undecodable(List<Refusal> refusals, Digest32 policyDigest) {
        return new Evaluation(refusals, Optional.empty(), List.of(), List.of(), List.of(), List.of(), policyDigest);
    }

    public boolean allowed() {
        return refusals.isEmpty();
    }
}
