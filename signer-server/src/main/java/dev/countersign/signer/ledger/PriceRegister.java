package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.governance.prices.EndorsedPrices;
import dev.countersign.signer.ledger.prices.PriceStanding;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;

/// The price tables that price signers signed: kept in the ledger for ever, so that each charge can be valued again.
/// Every method but [#standing] writes the journal. Thread-safe.
public interface PriceRegister {

    /// What is known of prices under a policy.
    ///
    /// @param policy the one that decides
    /// @throws Refused POLICY_CHANGED if another decides by now
    PriceStanding standing(PolicyBundle policy) throws Refused;

    /// Takes a table in: from here on everything that is charged is valued by it.
    ///
    /// @param by who handed it in
    /// @throws Refused PRICES_REFUSED if it was judged by another policy than the one that decides, or
    ///     does not follow the table that was taken in last
    PriceStanding accept(EndorsedPrices prices, String by) throws Refused;

    /// Records that a table was refused.
    ///
    /// @param by who handed it in
    /// @param digest of what was handed in
    void refused(String by, Digest32 digest, Refusal refusal) throws Refused;
}
