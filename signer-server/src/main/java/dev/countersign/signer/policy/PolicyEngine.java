package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.BoundLimit;
import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.policy.Meter.Period;
import dev.countersign.signer.policy.Meter.Quantity;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decides by the rules, the fee cap and the limits of one key, or of the Safe that it signs for. Stateless; the same
/// inputs always give the same decision.
///
/// Every effect needs a rule that allows all of it: client, action, asset, accounts. What no rule allows is
/// denied, and every reason found is given, not the first alone.
public final class PolicyEngine {

    /// The decision while no brake is in force.
    public Decision evaluate(Grant grant, Transaction transaction, Instant now) {
        return evaluate(grant, transaction, now, Brake.NONE);
    }

    /// The decision on a transaction that the grant's client asks the grant's key to sign.
    ///
    /// @param now ledger time
    /// @param brake how far every limit is tightened; caps of fees are not
    public Decision evaluate(Grant grant, Transaction transaction, Instant now, Brake brake) {
        var match = RuleMatch.of(grant, transaction, now);
        var charges = charges(transaction);
        var limits = grant.limits(transaction.safe());
        var refusals = new ArrayList<Refusal>(match.refusals());
        refusals.addAll(Caps.refusals(grant.key(), limits, charges, brake));
        refusals.addAll(FeeCaps.refusals(grant.key(), transaction));
        if (!refusals.isEmpty()) {
            return new Denied(refusals.stream().distinct().toList(), RuleMatch.outcomes(grant, transaction, now));
        }
        var metered = limitsOn(grant.client(), limits, charges).stream()
                .map(limit -> limit.braked(brake))
                .toList();
        return new Approved(grant, transaction, now, match.ruleIds(), charges, metered, brake);
    }

    /// Every limit over several requests that the client's requests to the key count on: the key's, in
    /// the order of the policy, then those of the Safes that it may sign for, of groups and of the
    /// whole deployment. Without those of scope DESTINATION: each destination has a window of its own.
    ///
    /// @param brake how far they are tightened
    public List<MeteredLimit> limits(Grant grant, Brake brake) {
        return limits(grant).stream().map(limit -> limit.braked(brake)).toList();
    }

    /// The same as the policy says them.
    public List<MeteredLimit> limits(Grant grant) {
        var bounds = new LinkedHashSet<>(grant.limits(Optional.empty()));
        grant.safes().forEach(safe -> bounds.addAll(grant.limits(Optional.of(safe.account()))));
        var limits = new ArrayList<MeteredLimit>();
        for (var bound : bounds) {
            if (bound.limit().scope() != Scope.DESTINATION) {
                metered(bound, grant.client(), Optional.empty())
                        .filter(limit -> canCount(limit, grant))
                        .ifPresent(limits::add);
            }
        }
        return limits;
    }

    /// A group or a deployment also limits assets of other chains.
    private static boolean canCount(MeteredLimit limit, Grant grant) {
        return limit.meter()
                .quantity()
                .ofAsset()
                .map(asset -> asset.chain().equals(grant.key().chain()))
                .orElse(true);
    }

    private static List<Charge> charges(Transaction transaction) {
        var charges = new ArrayList<Charge>();
        for (var movement : transaction.movements()) {
            charges.add(new Charge(Charge.Kind.OUTFLOW, movement.amount(), Optional.of(movement.to())));
        }
        charges.add(new Charge(Charge.Kind.FEE, transaction.feeBound(), Optional.empty()));
        charges.removeIf(
                charge -> charge.amount().units().signum() == 0); // no exhausted limit stops what costs nothing
        return charges;
    }

    private static List<MeteredLimit> limitsOn(Client client, List<BoundLimit> bounds, List<Charge> charges) {
        var limits = new ArrayList<MeteredLimit>();
        for (var bound : bounds) {
            if (bound.limit().scope() == Scope.DESTINATION) {
                for (var destination : destinations(bound.limit(), charges)) {
                    metered(bound, client, Optional.of(destination)).ifPresent(limits::add);
                }
            } else {
                metered(bound, client, Optional.empty())
                        .filter(limit -> limit.meter().counts(charges))
                        .ifPresent(limits::add);
            }
        }
        return limits;
    }

    /// Everybody who is paid what the limit counts: each has a window of it.
    private static Set<Account> destinations(Limit limit, List<Charge> charges) {
        var destinations = new LinkedHashSet<Account>();
        for (var charge : charges) {
            if (limit.ofAsset().isEmpty()
                    || limit.ofAsset().get().equals(charge.amount().asset())) {
                charge.destination().ifPresent(destinations::add);
            }
        }
        return destinations;
    }

    private static Optional<MeteredLimit> metered(BoundLimit bound, Client client, Optional<Account> destination) {
        return switch (bound.limit()) {
            case Limit.PerTransaction _ -> Optional.empty();
            case Limit.WorthPerTransaction _ -> Optional.empty(); // the ledger knows the prices
            case Limit.PerWindow(var id, var scope, var max, var length) -> {
                var meter = meter(
                        bound, scope, client, destination, new Quantity.Units(max.asset()), new Period.Window(length));
                yield Optional.of(new MeteredLimit(id, meter, max.units()));
            }
            case Limit.WorthPerWindow(var id, var scope, var max, var length) -> {
                var meter = meter(
                        bound,
                        scope,
                        client,
                        destination,
                        new Quantity.Worth(max.currency()),
                        new Period.Window(length));
                yield Optional.of(new MeteredLimit(id, meter, max.units()));
            }
            case Limit.Count(var id, var scope, var asset, var most, var length) -> {
                var meter = meter(
                        bound, scope, client, destination, new Quantity.Signatures(asset), new Period.Window(length));
                yield Optional.of(new MeteredLimit(id, meter, BigInteger.valueOf(most)));
            }
            case Limit.Outstanding(var id, var scope, var max) -> {
                var quantity = new Quantity.Units(max.asset());
                var meter = meter(bound, scope, client, destination, quantity, new Period.Outstanding());
                yield Optional.of(new MeteredLimit(id, meter, max.units()));
            }
            case Limit.OutstandingCount(var id, var scope, var asset, var most) -> {
                var quantity = new Quantity.Signatures(asset);
                var meter = meter(bound, scope, client, destination, quantity, new Period.Outstanding());
                yield Optional.of(new MeteredLimit(id, meter, BigInteger.valueOf(most)));
            }
        };
    }

    private static Meter meter(
            BoundLimit bound,
            Scope scope,
            Client client,
            Optional<Account> destination,
            Quantity quantity,
            Period period) {
        var payers = scope == Scope.CLIENT_ALL ? Optional.<Payers>empty() : bound.payers();
        var by = scope == Scope.CLIENT || scope == Scope.CLIENT_ALL ? Optional.of(client) : Optional.<Client>empty();
        return new Meter(scope, payers, by, destination, quantity, period);
    }
}
