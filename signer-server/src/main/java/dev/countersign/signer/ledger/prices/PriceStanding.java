package dev.countersign.signer.ledger.prices;

import dev.countersign.signer.governance.prices.Prices;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.time.Instant;
import java.util.Optional;

/// What is known of prices under a policy.
///
/// @param newest the last table that was taken in, whether it holds or not
/// @param prices what it says, however old; empty if there is none that holds
/// @param why there are no prices, in words; empty text if there are
public record PriceStanding(Optional<StoredPrices> newest, Optional<Prices> prices, String why) {

    static PriceStanding without(Optional<StoredPrices> newest, String why) {
        return new PriceStanding(newest, Optional.empty(), why);
    }

    /// What charges may be valued by at a time.
    ///
    /// @param now ledger time
    public Optional<Prices> usable(Instant now) {
        return prices.filter(known -> known.isUsable(now));
    }

    /// Why nothing can be valued at a time, for people; empty text if it can.
    public String words(Instant now) {
        return usable(now).isPresent() ? "" : prices.map(PriceStanding::tooOld).orElse(why);
    }

    /// PRICE_UNAVAILABLE, of the policy as a whole: there is nothing that [#usable] would tell.
    Refusal refusal() {
        return Refusal.of(
                Reason.PRICE_UNAVAILABLE,
                prices.map(PriceStanding::tooOld).orElse(why)
                        + "; what a limit in the reference currency bounds waits until the price desk hands in a table");
    }

    private static String tooOld(Prices prices) {
        return "price table version " + prices.version() + " was taken in at " + prices.takenIn()
                + " and was of use until " + prices.until();
    }
}
