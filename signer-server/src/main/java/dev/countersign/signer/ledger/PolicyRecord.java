package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.governance.SignedPolicy;
import dev.countersign.signer.governance.Succession;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The policies with officers of a ledger that is not being served.
///
/// @param decided every one that decided: the first of them is what the token remembers, the last is the active one
/// @param waiting what becomes active when it is due
/// @param takenIn the digests of all that were ever taken in
public record PolicyRecord(List<GovernedPolicy> decided, Optional<GovernedPolicy> waiting, Set<Digest32> takenIn) {

    public PolicyRecord {
        decided = List.copyOf(decided);
        takenIn = Set.copyOf(takenIn);
    }

    /// The policies that decided, each held against the officers of the one before: the database is no authority.
    ///
    /// @return the active one last; empty if there was none
    /// @throws Refused POLICY_REFUSED or POLICY_UNSIGNED if one is not what officers signed
    public List<SignedPolicy> verified(String deployment) throws PolicyInvalid, Refused {
        var policies = new ArrayList<SignedPolicy>();
        for (var policy : decided) {
            policies.add(SignedPolicy.read("the ledger's policy", policy.content(), policy.signatures()));
        }
        if (!policies.isEmpty()) {
            new Succession(deployment).requireChain(policies);
        }
        return policies;
    }
}
