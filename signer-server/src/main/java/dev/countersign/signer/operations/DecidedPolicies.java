package dev.countersign.signer.operations;

import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.governance.SignedPolicy;
import dev.countersign.signer.governance.Succession;
import dev.countersign.signer.ledger.PolicyRecord;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.List;

/// The policies with officers that decided, one after the other, as a ledger has them.
public final class DecidedPolicies {

    private static final String IN_THE_LEDGER = "the ledger's policy";

    private DecidedPolicies() {}

    /// Reads them, and holds each against the officers of the one before: the database is no authority.
    ///
    /// @return the active one last; empty if the ledger has had none
    /// @throws Refused POLICY_REFUSED or POLICY_UNSIGNED if one is not what officers signed
    public static List<SignedPolicy> of(String deployment, PolicyRecord record) throws PolicyInvalid, Refused {
        var decided = new ArrayList<SignedPolicy>();
        for (var policy : record.decided()) {
            decided.add(SignedPolicy.read(IN_THE_LEDGER, policy.content(), policy.signatures()));
        }
        if (!decided.isEmpty()) {
            new Succession(deployment).requireChain(decided);
        }
        return decided;
    }
}
