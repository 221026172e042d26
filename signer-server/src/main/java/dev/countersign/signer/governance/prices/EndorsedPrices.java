package dev.countersign.signer.governance.prices;

import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Price;
import java.util.List;
import java.util.Map;

/// Proof that enough price signers of one certain policy signed a table, for this deployment, in its currency and of
/// its assets. Only [PriceDesk] makes one, and the ledger takes no prices without it.
public final class EndorsedPrices {

    private final SignedPrices prices;
    private final Reference reference;
    private final Digest32 policy;
    private final List<String> signers;

    EndorsedPrices(SignedPrices prices, Reference reference, Digest32 policy, List<String> signers) {
        this.prices = prices;
        this.reference = reference;
        this.policy = policy;
        this.signers = List.copyOf(signers);
    }

    public SignedPrices signed() {
        return prices;
    }

    /// The terms of the policy that it was judged by.
    public Reference reference() {
        return reference;
    }

    /// The digest of that policy, which must be the active one when the table is taken in.
    public Digest32 policy() {
        return policy;
    }

    /// Who signed, of those that the policy names; in the order of their names.
    public List<String> signers() {
        return signers;
    }

    /// What each asset of the policy costs.
    public Map<Asset, Price> prices() {
        return prices.table().prices(reference);
    }
}
