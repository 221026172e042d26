package dev.countersign.signer.governance.prices;

import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Worth;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What charges are worth by one table.
///
/// @param version of the table
/// @param takenIn ledger time at which the ledger took it in
/// @param maxAge how long it is of use from then on
public record Prices(long version, Currency currency, Instant takenIn, Duration maxAge, Map<Asset, Price> perAsset) {

    public Prices {
        perAsset = Map.copyOf(perAsset);
    }

    /// The last moment at which it is of use.
    public Instant until() {
        return takenIn.plus(maxAge);
    }

    /// True if it is not too old to charge by.
    ///
    /// @param now ledger time
    public boolean isUsable(Instant now) {
        return !now.isBefore(takenIn) && !now.isAfter(until());
    }

    /// What an amount is worth, rounded up; empty if the table has no price for its asset.
    public Optional<Worth> of(Amount amount) {
        return Optional.ofNullable(perAsset.get(amount.asset())).map(price -> price.of(amount.units(), currency));
    }
}
