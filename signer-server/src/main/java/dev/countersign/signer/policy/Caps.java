package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.BoundLimit;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What one transaction may cost and move at most: the fee cap, the limits per transaction, and the uint256 that
/// holds any sum on chain.
final class Caps {

    private Caps() {}

    /// Every cap that `charges` break.
    ///
    /// @param limits every one that bounds who is charged
    /// @param brake how far they are tightened
    static List<Refusal> refusals(KeyPolicy key, List<BoundLimit> limits, List<Charge> charges, Brake brake) {
        var refusals = new ArrayList<Refusal>();
        var wording = new Wording(key);
        for (var charge : charges) {
            fee(key, charge, wording).ifPresent(refusals::add);
        }
        var sums = sums(charges);
        sums.forEach((asset, sum) -> beyondUint256(asset, sum).ifPresent(refusals::add));
        for (var bound : limits) {
            if (bound.limit()
                    instanceof Limit.PerTransaction written) { // of the others the ledger knows what was charged before
                var limit = braked(written, brake);
                var beyond = limit.scope() == Limit.Scope.DESTINATION
                        ? perDestination(limit, charges, wording)
                        : perTransaction(limit, sums, wording);
                beyond.stream().map(brake::tell).forEach(refusals::add);
            }
        }
        return refusals;
    }

    private static Limit.PerTransaction braked(Limit.PerTransaction limit, Brake brake) {
        var max = limit.max();
        return new Limit.PerTransaction(limit.id(), limit.scope(), new Amount(max.asset(), brake.of(max.units())));
    }

    /// By asset, fees and outflows together: they leave the same balance.
    private static Map<Asset, BigInteger> sums(List<Charge> charges) {
        var sums = new TreeMap<Asset, BigInteger>(Comparator.comparing(Asset::caip19));
        for (var charge : charges) {
            sums.merge(charge.amount().asset(), charge.amount().units(), BigInteger::add);
        }
        return sums;
    }

    private static Optional<Refusal> fee(KeyPolicy key, Charge charge, Wording wording) {
        if (charge.kind() != Charge.Kind.FEE
                || key.feeEach().isEmpty()
                || key.bitcoin().isPresent()) {
            return Optional.empty(); // a Bitcoin fee is held against its caps whole, not by the key's part
        }
        var cap = key.feeEach().get();
        var fee = charge.amount();
        if (fee.units().compareTo(cap.units()) <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                Reason.FEE_TOO_HIGH,
                "the fee can reach " + wording.amount(fee.asset(), fee.units()) + "; the policy allows "
                        + wording.amount(cap.asset(), cap.units())
                        + " for each transaction: lower the gas limit or the price per gas",
                Map.of("cap", cap.units().toString(), "fee", fee.units().toString())));
    }

    /// No account holds so much, so it cannot be meant; and every sum behind this room fits its column.
    private static Optional<Refusal> beyondUint256(Asset asset, BigInteger sum) {
        return sum.bitLength() <= 256
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Reason.LIMIT_EXCEEDED,
                        "the transaction can cost more of " + asset + " than a uint256 holds",
                        Map.of("asset", asset.caip19())));
    }

    private static List<Refusal> perTransaction(
            Limit.PerTransaction limit, Map<Asset, BigInteger> sums, Wording wording) {
        var sum = sums.getOrDefault(limit.max().asset(), BigInteger.ZERO);
        return sum.compareTo(limit.max().units()) <= 0
                ? List.of()
                : List.of(beyond(limit, sum, ", fees included where it pays them", wording));
    }

    private static List<Refusal> perDestination(Limit.PerTransaction limit, List<Charge> charges, Wording wording) {
        var sums = new LinkedHashMap<Account, BigInteger>();
        for (var charge : charges) {
            if (charge.amount().asset().equals(limit.max().asset())) {
                charge.destination()
                        .ifPresent(to -> sums.merge(to, charge.amount().units(), BigInteger::add));
            }
        }
        return sums.entrySet().stream()
                .filter(paid -> paid.getValue().compareTo(limit.max().units()) > 0)
                .map(paid -> beyond(limit, paid.getValue(), " to " + paid.getKey(), wording)
                        .with("destination", paid.getKey().caip10()))
                .toList();
    }

    /// @param of what `sum` is of the transaction
    private static Refusal beyond(Limit.PerTransaction limit, BigInteger sum, String of, Wording wording) {
        var asset = limit.max().asset();
        var max = limit.max().units();
        return new Refusal(
                Reason.LIMIT_EXCEEDED,
                "the transaction takes " + wording.amount(asset, sum) + of + "; limit '" + limit.id() + "' allows "
                        + wording.amount(asset, max)
                        + (limit.scope() == Limit.Scope.DESTINATION ? " to one destination" : "")
                        + " for each transaction",
                Map.of(
                        "limit_id", limit.id(),
                        "asset", asset.caip19(),
                        "max", max.toString(),
                        "requested", sum.toString()));
    }
}
