package dev.countersign.signer.ledger.window;

import dev.countersign.signer.governance.prices.Prices;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.policy.Charge;
import java.math.BigInteger;
import java.util.Optional;

/// What a charge counts on a meter of worth: what it was worth when it was charged, for ever. Only a charge that was
/// recorded without that, or in another currency (a limit that was added later), counts at the price now. Used by one
/// thread.
final class Appraisal {

    private final Optional<Prices> prices;
    private boolean supposed;

    /// @param prices of the table in force, however old; empty if there is none
    Appraisal(Optional<Prices> prices) {
        this.prices = prices;
    }

    /// What a charge is worth, in the currency's smallest unit; empty if nobody knows.
    Optional<BigInteger> of(Charge charge, Currency currency) {
        var recorded = charge.worth();
        if (recorded.isPresent() && recorded.get().currency().equals(currency)) {
            return Optional.of(recorded.get().units());
        }
        supposed = true;
        return prices.filter(known -> known.currency().equals(currency))
                .flatMap(known -> known.of(charge.amount()))
                .map(worth -> worth.units());
    }

    /// True if anything was asked that other prices would answer otherwise.
    boolean supposed() {
        return supposed;
    }
}
