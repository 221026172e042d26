package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Decides by the rules, the fee cap and the limits of one key. Stateless; the same inputs always give the same
/// decision.
///
/// Every movement needs a rule that allows all of it: client, kind, asset and destination. What no rule allows is
/// denied, and every reason found is given, not the first alone.
public final class PolicyEngine {

    /// The decision on a transaction that the grant's client asks the grant's key to sign.
    public Decision evaluate(Grant grant, Transaction transaction) {
        var match = RuleMatch.of(grant, transaction);
        var charges = charges(transaction);
        var refusals = new ArrayList<Refusal>(match.refusals());
        refusals.addAll(Caps.refusals(grant.key(), charges));
        if (!refusals.isEmpty()) {
            return new Denied(refusals.stream().distinct().toList(), match.outcomes());
        }
        return new Approved(grant, transaction, match.ruleIds(), charges, limitsOn(grant, charges), match.outcomes());
    }

    /// Every window limit that the client's requests to the key count on, in the order of the policy.
    public List<MeteredLimit> limits(Grant grant) {
        return grant.key().limits().stream()
                .flatMap(limit -> metered(grant, limit).stream())
                .toList();
    }

    private static List<Charge> charges(Transaction transaction) {
        var outflows = transaction.movements().stream()
                .map(movement -> new Charge(Charge.Kind.OUTFLOW, movement.amount(), Optional.of(movement.to())));
        var fee = new Charge(Charge.Kind.FEE, transaction.feeBound(), Optional.empty());
        return Stream.concat(outflows, Stream.of(fee)).toList();
    }

    private List<MeteredLimit> limitsOn(Grant grant, List<Charge> charges) {
        Set<Asset> charged =
                charges.stream().map(charge -> charge.amount().asset()).collect(Collectors.toSet());
        return limits(grant).stream()
                .filter(limit -> charged.contains(limit.meter().asset()))
                .toList();
    }

    private static Optional<MeteredLimit> metered(Grant grant, Limit limit) {
        return switch (limit) {
            case Limit.PerTransaction _ -> Optional.empty();
            case Limit.PerWindow window ->
                Optional.of(new MeteredLimit(
                        window.id(), meter(grant, window), window.max().units()));
        };
    }

    private static Meter meter(Grant grant, Limit.PerWindow window) {
        var key = Optional.of(grant.key().publicKey());
        var client = Optional.of(grant.client());
        var asset = window.max().asset();
        return switch (window.scope()) {
            case KEY, FEES -> new Meter(window.scope(), key, Optional.empty(), asset, window.length());
            case CLIENT -> new Meter(window.scope(), key, client, asset, window.length());
            case CLIENT_ALL -> new Meter(window.scope(), Optional.empty(), client, asset, window.length());
        };
    }
}
