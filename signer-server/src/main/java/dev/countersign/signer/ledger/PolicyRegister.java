package dev.countersign.signer.ledger;

import dev.countersign.signer.governance.Endorsed;
import dev.countersign.signer.governance.Mandate;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.time.Instant;
import java.util.List;

/// The policies that officers signed: kept in the ledger, beside what they decide, so that no file can bring back an
/// old one. Every method but [#standing] writes the journal. Thread-safe.
public interface PolicyRegister {

    PolicyStanding standing() throws Refused;

    /// The policies that decided, the newest first: back to the one that did at `since`, or to the first with officers.
    List<GovernedPolicy> decided(Instant since) throws Refused;

    /// Takes a policy in: it becomes active at once if it need not wait; else it waits, in place of what waited before.
    ///
    /// @throws Refused POLICY_REFUSED if it was judged against another policy than the active one, or a policy
    ///     with its version or a higher one was taken in before
    PolicyStanding accept(Endorsed policy) throws Refused;

    /// Activates the policy that waits, if it is due.
    PolicyStanding activateDue() throws Refused;

    /// Drops the policy that waits.
    ///
    /// @throws Refused ORDER_REFUSED if it is not the order's target, or the order was given before
    PolicyStanding veto(Mandate mandate) throws Refused;

    /// Records that a policy or an order was refused.
    ///
    /// @param by who handed it in
    /// @param digest of what was handed in
    void refused(String by, Digest32 digest, Refusal refusal) throws Refused;
}
