package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Price;
import java.time.Duration;
import java.util.Map;

/// What limits across assets are counted in, and whose price tables say what an asset is worth.
///
/// @param maxAge how long a table is of use after the ledger took it in, 1 minute to 30 days
/// @param maxStepPercent the most that a price may fall or rise from one table to the next, 1 to 50
/// @param minInterval the least time between two tables, 1 minute to `maxAge`
/// @param desk who signs tables
/// @param assets what each table prices, and from which price the first step of each is measured; at least one
public record Reference(
        Currency currency,
        Duration maxAge,
        int maxStepPercent,
        Duration minInterval,
        Quorum desk,
        Map<Asset, Price> assets) {

    public Reference {
        assets = Map.copyOf(assets);
    }
}
