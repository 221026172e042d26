package dev.countersign.signer.ledger.prices;

import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.governance.prices.Prices;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.Charge;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an approval charges, valued by the one table that is in force when it is charged, and what the policy's limits
/// in the reference currency say of that as far as they are no windows.
public final class Valuation {

    private final Approved approved;
    private final PriceStanding standing;
    private final Optional<Prices> prices;
    private final List<Charge> charges;

    /// @param at ledger time of the charge
    public Valuation(Approved approved, PriceStanding standing, Instant at) {
        this(approved, standing, standing.usable(at), approved.charges());
    }

    private Valuation(Approved approved, PriceStanding standing, Optional<Prices> prices, List<Charge> charges) {
        this.approved = approved;
        this.standing = standing;
        this.prices = prices;
        this.charges = prices.map(known -> charges.stream()
                        .map(charge -> charge.worth(known.of(charge.amount())))
                        .toList())
                .orElse(charges);
    }

    /// The approval's charges, each with its worth if there is a price for it.
    public List<Charge> charges() {
        return charges;
    }

    /// The version of the table that they are valued by; empty if there is no table to use.
    public Optional<Long> version() {
        return prices.map(Prices::version);
    }

    /// PRICE_UNAVAILABLE for a limit in the reference currency if there is no table to use; empty if there is.
    public Optional<Refusal> unavailable(String limitId) {
        return prices.isPresent()
                ? Optional.empty()
                : Optional.of(standing.refusal().with("limit_id", limitId));
    }

    /// What the policy's limits per transaction in the reference currency refuse: LIMIT_EXCEEDED, or PRICE_UNAVAILABLE
    /// for what has no price.
    public List<Refusal> refusals() {
        var refusals = new ArrayList<Refusal>();
        for (var bound : approved.grant().limits(approved.transaction().safe())) {
            if (bound.limit() instanceof Limit.WorthPerTransaction limit
                    && !counted(limit).isEmpty()) {
                unavailable(limit.id()).ifPresentOrElse(refusals::add, () -> refusals.addAll(refusals(limit)));
            }
        }
        return refusals;
    }

    private List<Refusal> refusals(Limit.WorthPerTransaction limit) {
        var unpriced = counted(limit).stream()
                .filter(charge -> charge.worth().isEmpty())
                .findFirst();
        return unpriced.isPresent() ? List.of(unpriced(limit, unpriced.get())) : beyond(limit);
    }

    /// What a limit counts of the charges.
    private List<Charge> counted(Limit limit) {
        return limit.scope() == Scope.DESTINATION
                ? charges.stream()
                        .filter(charge -> charge.destination().isPresent())
                        .toList()
                : charges;
    }

    private static Refusal unpriced(Limit limit, Charge charge) {
        var asset = charge.amount().asset().caip19();
        return Refusal.of(
                        Reason.PRICE_UNAVAILABLE,
                        "limit " + limit.id() + " counts what is charged in the reference currency, and the policy's"
                                + " reference has no price for " + asset)
                .with("limit_id", limit.id())
                .with("asset", asset);
    }

    private List<Refusal> beyond(Limit.WorthPerTransaction limit) {
        if (limit.scope() != Scope.DESTINATION) {
            return beyond(limit, sum(charges), "").stream().toList();
        }
        var byDestination = new LinkedHashMap<Account, List<Charge>>();
        for (var charge : charges) {
            charge.destination()
                    .ifPresent(to -> byDestination
                            .computeIfAbsent(to, _ -> new ArrayList<>())
                            .add(charge));
        }
        var refusals = new ArrayList<Refusal>();
        byDestination.forEach((to, paid) -> beyond(limit, sum(paid), " to " + to)
                .ifPresent(refusal -> refusals.add(refusal.with("destination", to.caip10()))));
        return refusals;
    }

    /// @param to of what `sum` is of the transaction
    private static Optional<Refusal> beyond(Limit.WorthPerTransaction limit, BigInteger sum, String to) {
        var max = limit.max();
        if (sum.compareTo(max.units()) <= 0) {
            return Optional.empty();
        }
        var currency = max.currency();
        return Optional.of(new Refusal(
                Reason.LIMIT_EXCEEDED,
                "the transaction takes " + currency.words(sum) + to + "; limit '" + limit.id() + "' allows " + max
                        + (to.isEmpty() ? "" : " to one destination") + " for each transaction",
                Map.of(
                        "limit_id", limit.id(),
                        "currency", currency.code(),
                        "decimals", Integer.toString(currency.decimals()),
                        "max", max.units().toString(),
                        "requested", sum.toString())));
    }

    private static BigInteger sum(List<Charge> charges) {
        var sum = BigInteger.ZERO;
        for (var charge : charges) {
            sum = sum.add(charge.worth().map(worth -> worth.units()).orElse(BigInteger.ZERO));
        }
        return sum;
    }
}
