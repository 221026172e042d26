package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.DenyRule;
import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.condition.Verdict;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Situation;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.time.Instant;
import java.util.Optional;

/// One rule that denies, held against what one client asks at one time. What it says may reach any client that it is
/// for, so that it tells of the rule only how it bears on what was asked.
record DenyCheck(Grant grant, DenyRule rule, Transaction transaction, Instant now) {

    /// What the rule says of the whole transaction, for people: it matched if it denies any of it.
    RuleOutcome outcome() {
        var effects = transaction.effects();
        var denied = effects.stream().filter(this::denies).count();
        if (denied > 0) {
            return new RuleOutcome(
                    rule.id(),
                    true,
                    denied == effects.size()
                            ? "denies the " + transaction.kind()
                            : "denies " + denied + " of " + effects.size() + " effects");
        }
        var why = effects.stream().flatMap(effect -> escape(effect).stream()).findFirst();
        return new RuleOutcome(rule.id(), false, why.orElse("nothing is done"));
    }

    boolean denies(Effect effect) {
        return escape(effect).isEmpty();
    }

    /// Why an effect that the rule denies is refused.
    Refusal refusal(Effect effect) {
        var wording = new Wording(grant.key());
        var unanswered =
                verdict(effect).filter(Verdict.Unanswered.class::isInstance).isPresent();
        var what = "rule '" + rule.id() + "' denies this, whatever other rules allow"
                + (unanswered ? ", since its condition has no answer for it: " : ": ")
                + effect.action().words();
        return switch (effect) {
            case Movement movement ->
                wording.about(
                                Reason.DENIED_BY_RULE,
                                what + " " + wording.symbol(movement.amount().asset()) + " to "
                                        + movement.to().address(),
                                movement)
                        .with("rule_id", rule.id());
            case Deed _ -> Refusal.of(Reason.DENIED_BY_RULE, what).with("rule_id", rule.id());
        };
    }

    /// The first condition that does not hold; empty if the rule denies the effect.
    private Optional<String> escape(Effect effect) {
        if (!rule.concerns(grant.client())) {
            return Optional.of("is for other clients");
        }
        if (rule.safe().isPresent() && !rule.safe().equals(transaction.safe())) {
            return Optional.of("is for what another account does"); // which one is not the client's business
        }
        if (!names(effect.action())) {
            return Optional.of("does not deny " + effect.action().words());
        }
        return ofMovement(effect).or(this::ofTime).or(() -> ofCondition(effect));
    }

    private boolean names(Action action) {
        return rule.deny().contains(action.permission())
                && switch (action.permission()) {
                    case CALL -> rule.calls().isEmpty() || rule.calls().contains(action.name());
                    case TYPED_DATA ->
                        rule.typedData().isEmpty() || rule.typedData().contains(action.name());
                    default -> true;
                };
    }

    private Optional<String> ofMovement(Effect effect) {
        var asset = asset(effect);
        if (!rule.assets().isEmpty() && asset.filter(rule.assets()::contains).isEmpty()) {
            return Optional.of(asset.map(moved -> "does not cover " + new Wording(grant.key()).symbol(moved))
                    .orElse("covers what moves assets"));
        }
        var from = from(effect);
        if (!rule.from().isEmpty() && from.filter(rule.from()::contains).isEmpty()) {
            return Optional.of(from.map(account -> account.address() + " is not among the accounts that it is about")
                    .orElse("covers what moves assets"));
        }
        var to = to(effect);
        if (!rule.to().isEmpty() && to.filter(rule.to()::contains).isEmpty()) {
            return Optional.of(to.map(account -> account.address() + " is not among its destinations")
                    .orElse("covers what has a destination"));
        }
        return Optional.empty();
    }

    private Optional<String> ofTime() {
        return rule.hours()
                .filter(hours -> !hours.contains(now))
                .map(hours -> "holds " + hours.words() + ", and it is " + now);
    }

    /// A condition without an answer denies. Its text stays with the officers: it may name what is not the client's
    /// business.
    private Optional<String> ofCondition(Effect effect) {
        return verdict(effect).filter(Verdict.Fails.class::isInstance).map(_ -> "its condition does not hold");
    }

    private Optional<Verdict> verdict(Effect effect) {
        return rule.when().map(when -> when.holds(Situation.facts(grant, transaction, effect, now)));
    }

    private static Optional<Asset> asset(Effect effect) {
        return switch (effect) {
            case Movement movement -> Optional.of(movement.amount().asset());
            case Deed _ -> Optional.empty();
        };
    }

    private static Optional<Account> from(Effect effect) {
        return switch (effect) {
            case Movement movement -> Optional.of(movement.from());
            case Deed _ -> Optional.empty();
        };
    }

    /// Of a contract call that is the contract, also for what it does beside moving assets.
    private static Optional<Account> to(Effect effect) {
        return switch (effect) {
            case Movement movement -> Optional.of(movement.to());
            case Deed deed -> deed.target();
        };
    }
}
