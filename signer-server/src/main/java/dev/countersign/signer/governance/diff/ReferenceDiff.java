package dev.countersign.signer.governance.diff;

import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Quorum;
import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Price;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What differs in what assets are worth, and in who says so. Nothing of it is proven to be tighter: whatever lets a
/// price be lower lets more through a limit.
final class ReferenceDiff {

    static final Comparison<Quorum> DESK = GovernanceDiff.quorum("price signer");

    static final Comparison<Reference> REFERENCE = Comparison.ofRecord(Reference.class)
            .part(
                    "currency",
                    Reference::currency,
                    (owner, before, after) ->
                            List.of(owner.at("currency").other("is " + words(after) + " (was " + words(before) + ")")))
            .part(
                    "maxAge",
                    Reference::maxAge,
                    (owner, before, after) -> List.of(owner.at("max_age")
                            .other("is " + Limit.words(after) + " (was " + Limit.words(before) + ")")))
            .part(
                    "maxStepPercent",
                    Reference::maxStepPercent,
                    (owner, before, after) ->
                            List.of(owner.at("max_step").other("is " + after + "% (was " + before + "%)")))
            .part(
                    "minInterval",
                    Reference::minInterval,
                    (owner, before, after) -> List.of(owner.at("min_interval")
                            .other("is " + Limit.words(after) + " (was " + Limit.words(before) + ")")))
            .part("desk", Reference::desk, DESK::changes)
            .part("assets", Reference::assets, (owner, before, after) -> assets(owner.at("assets"), before, after));

    private ReferenceDiff() {}

    static List<Change> changes(Place policy, Optional<Reference> active, Optional<Reference> proposed) {
        if (active.isPresent() && proposed.isPresent()) {
            return REFERENCE.changes(policy.at("reference"), active.get(), proposed.get());
        }
        return List.of(policy.at("reference")
                .other(
                        proposed.isPresent()
                                ? "is new: limits may be in "
                                        + words(proposed.get().currency())
                                : "is gone"));
    }

    private static List<Change> assets(Place assets, Map<Asset, Price> active, Map<Asset, Price> proposed) {
        return Parts.byName(symbols(assets.was(), active), symbols(assets.now(), proposed), new Parts.ByName<>() {
            @Override
            public Change added(String symbol, Price price) {
                return assets.at(symbol).other("has a price from now on, " + price.text() + " at first");
            }

            @Override
            public Change removed(String symbol, Price price) {
                return assets.at(symbol).other("has no price any more");
            }

            @Override
            public List<Change> both(String symbol, Price before, Price after) {
                return before.equals(after)
                        ? List.of()
                        : List.of(assets.at(symbol)
                                .other("is " + words(after) + " at first (was " + words(before) + ")"));
            }
        });
    }

    private static Map<String, Price> symbols(Wording wording, Map<Asset, Price> prices) {
        return prices.entrySet().stream()
                .collect(Collectors.toMap(entry -> wording.asset(entry.getKey()), Map.Entry::getValue));
    }

    private static String words(Price price) {
        return price.text() + " for a coin of " + price.decimals() + " decimals";
    }

    private static String words(Currency currency) {
        return currency.code() + " with " + currency.decimals() + " decimals";
    }
}
