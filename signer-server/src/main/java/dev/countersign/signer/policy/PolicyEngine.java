package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Decides by the rules, the fee cap and the limits of one key, or of the Safe that it signs for. Stateless; the same
/// inputs always give the same
/// decision.
///
/// Every effect needs a rule that allows all of it: client, action, asset, accounts. What no rule allows is
/// denied, and every reason found is given, not the first alone.
public final class PolicyEngine {

    /// The decision on a transaction that the grant's client asks the grant's key to sign.
    ///
    /// @param now ledger time
    public Decision evaluate(Grant grant, Transaction transaction, Instant now) {
        var match = RuleMatch.of(grant, transaction, now);
        var charges = charges(transaction);
        var refusals = new ArrayList<Refusal>(match.refusals());
        refusals.addAll(Caps.refusals(grant.key(), transaction.safe(), charges));
        refusals.addAll(FeeCaps.refusals(grant.key(), transaction));
        if (!refusals.isEmpty()) {
            return new Denied(refusals.stream().distinct().toList(), RuleMatch.outcomes(grant, transaction, now));
        }
        return new Approved(
                grant, transaction, now, match.ruleIds(), charges, limitsOn(grant, transaction.safe(), charges));
    }

    /// Every window limit that the client's requests to the key count on: the key's, in the order of the policy, then
    /// those of the Safes that it may sign for.
    public List<MeteredLimit> limits(Grant grant) {
        var limits = new ArrayList<>(metered(grant, Optional.empty(), _ -> true));
        grant.safes().forEach(safe -> limits.addAll(metered(grant, Optional.of(safe.account()), _ -> true)));
        return limits;
    }

    /// @param counted of which assets
    private static List<MeteredLimit> metered(Grant grant, Optional<Account> safe, Predicate<Asset> counted) {
        var limits = new ArrayList<MeteredLimit>();
        for (var limit : grant.key().limitsOf(safe)) {
            if (limit instanceof Limit.PerWindow window
                    && counted.test(window.max().asset())) {
                limits.add(metered(grant, safe, window));
            }
        }
        return limits;
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

    private static List<MeteredLimit> limitsOn(Grant grant, Optional<Account> safe, List<Charge> charges) {
        return metered(grant, safe, asset -> charged(charges, asset));
    }

    private static boolean charged(List<Charge> charges, Asset asset) {
        for (var charge : charges) {
            if (charge.amount().asset().equals(asset)) {
                return true;
            }
        }
        return false;
    }

    private static MeteredLimit metered(Grant grant, Optional<Account> safe, Limit.PerWindow window) {
        return new MeteredLimit(
                window.id(), meter(grant, safe, window), window.max().units());
    }

    private static Meter meter(Grant grant, Optional<Account> safe, Limit.PerWindow window) {
        var payer = Optional.of(Payer.of(grant.key().publicKey(), safe));
        var client = Optional.of(grant.client());
        var asset = window.max().asset();
        return switch (window.scope()) {
            case KEY, SAFE, FEES -> new Meter(window.scope(), payer, Optional.empty(), asset, window.length());
            case CLIENT -> new Meter(window.scope(), payer, client, asset, window.length());
            case CLIENT_ALL -> new Meter(window.scope(), Optional.empty(), client, asset, window.length());
        };
    }
}
