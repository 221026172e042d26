package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.DenyRule;
import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What the rules of a key say of one transaction. What one of them denies is refused, whatever others allow.
///
/// @param ruleIds the first rule that allows each effect, in their order
/// @param refusals empty if everything is allowed
record RuleMatch(List<String> ruleIds, List<Refusal> refusals) {

    static RuleMatch of(Grant grant, Transaction transaction, Instant now) {
        var wrong = impossible(grant.key(), transaction);
        if (!wrong.isEmpty()) {
            return new RuleMatch(List.of(), wrong);
        }
        var denials = denials(grant, transaction, now);
        var ruleIds = new ArrayList<String>();
        var refusals = new ArrayList<Refusal>();
        for (var effect : transaction.effects()) {
            denying(denials, effect).ifPresent(denial -> refusals.add(denial.refusal(effect)));
            allowing(grant, transaction, now, effect)
                    .ifPresentOrElse(
                            ruleIds::add,
                            () -> refusals.add(refusal(grant, transaction, checks(grant, transaction, now), effect)));
        }
        return new RuleMatch(ruleIds, refusals);
    }

    /// Every rule of the key, those that deny first, and what it says. For people who ask why: a signature does not
    /// need it.
    static List<RuleOutcome> outcomes(Grant grant, Transaction transaction, Instant now) {
        var wrong = impossible(grant.key(), transaction);
        if (!wrong.isEmpty()) {
            var message = wrong.getFirst().message();
            return Stream.concat(
                            grant.key().denyRules().stream().map(DenyRule::id),
                            grant.key().rules().stream().map(Rule::id))
                    .map(id -> new RuleOutcome(id, false, message))
                    .toList();
        }
        return Stream.concat(
                        denials(grant, transaction, now).stream().map(check -> check.outcome()),
                        checks(grant, transaction, now).stream().map(check -> check.outcome()))
                .toList();
    }

    /// What no rule could allow: what is not understood, and what the decoder never makes.
    private static List<Refusal> impossible(KeyPolicy key, Transaction transaction) {
        if (!transaction.chain().equals(key.chain())) {
            return List.of(Refusal.of(
                    Reason.CHAIN_MISMATCH,
                    "the transaction is for " + transaction.chain() + "; key " + key.id() + " signs for "
                            + key.chain()));
        }
        if (!transaction.unknown().isEmpty()) {
            return transaction.unknown();
        }
        if (!transaction.feeBound().asset().equals(key.feeAsset().asset())) {
            return List.of(Refusal.of(
                    Reason.NO_RULE_ALLOWS,
                    "the transaction pays its fee in " + transaction.feeBound().asset() + ", not in "
                            + key.feeAsset().symbol()));
        }
        if (transaction.effects().isEmpty()) {
            return List.of(Refusal.of(Reason.NO_RULE_ALLOWS, "the transaction does nothing that a rule could allow"));
        }
        return transaction.effects().stream()
                .filter(effect -> !possible(effect))
                .map(effect -> Refusal.of(
                        Reason.NO_RULE_ALLOWS,
                        effect instanceof Movement
                                ? "a " + effect.action().words() + " moves nothing, but this one does"
                                : "a " + effect.action().words() + " moves something, this does not"))
                .toList();
    }

    private static boolean possible(Effect effect) {
        var permission = effect.action().permission();
        return switch (effect) {
            case Movement _ -> permission.moves();
            case Deed _ -> !permission.moves() || permission.named(); // a contract call need not move anything
        };
    }

    private static Optional<DenyCheck> denying(List<DenyCheck> denials, Effect effect) {
        for (var check : denials) {
            if (check.denies(effect)) {
                return Optional.of(check);
            }
        }
        return Optional.empty();
    }

    /// Of many rules the first that allows it ends the search.
    private static Optional<String> allowing(Grant grant, Transaction transaction, Instant now, Effect effect) {
        for (var rule : grant.key().rules()) {
            if (new RuleCheck(grant, rule, transaction, transaction.expiry(), now).allows(effect)) {
                return Optional.of(rule.id());
            }
        }
        return Optional.empty();
    }

    private static Refusal refusal(Grant grant, Transaction transaction, List<RuleCheck> checks, Effect effect) {
        var opening = Opening.next(checks, effect);
        if (opening.isPresent()) {
            return opening.get().refusal();
        }
        for (var check : checks) {
            var strange = check.failsOnlyForDestination(effect);
            if (strange.isPresent()) {
                return destination(grant, check.rule().id(), strange.get(), check.now());
            }
        }
        for (var check : checks) {
            var unmet = check.failsOnlyForCondition(effect);
            if (unmet.isPresent()) {
                return Refusal.of(
                                Reason.CONDITION_NOT_MET,
                                "rule '" + check.rule().id() + "' would allow this, but " + unmet.get())
                        .with("rule_id", check.rule().id());
            }
        }
        for (var check : checks) {
            var late = check.failsOnlyForExpiry(effect);
            if (late.isPresent()) {
                return Refusal.of(Reason.NO_RULE_ALLOWS, "rule '" + check.rule().id() + "' " + late.get())
                        .with("rule_id", check.rule().id());
            }
        }
        return noRule(grant, transaction, effect);
    }

    private static Refusal noRule(Grant grant, Transaction transaction, Effect effect) {
        var key = grant.key();
        var wording = new Wording(key);
        var payer = transaction.safe().orElse(key.account());
        var who = "no rule of key " + key.id()
                + transaction
                        .safe()
                        .map(safe -> " for Safe '" + key.safe(safe).name() + "'")
                        .orElse("")
                + " allows client " + grant.client() + " to " + effect.action().words();
        return switch (effect) {
            case Movement movement
            when !movement.from().equals(payer) ->
                wording.about(
                        Reason.NO_RULE_ALLOWS,
                        who + " " + wording.symbol(movement.amount().asset()) + " of "
                                + movement.from().address() + ", which is not the account that pays, "
                                + payer.address(),
                        movement);
            case Movement movement ->
                wording.about(
                        Reason.NO_RULE_ALLOWS,
                        who + " " + wording.symbol(movement.amount().asset()),
                        movement);
            case Deed _ -> Refusal.of(Reason.NO_RULE_ALLOWS, who);
        };
    }

    private static Refusal destination(Grant grant, String ruleId, Movement movement, Instant now) {
        var key = grant.key();
        var opens = grant.bundle().opens(key, ruleId, movement.to());
        if (opens.isPresent()) {
            return new Wording(key)
                    .about(
                            Reason.COOLING_OFF,
                            movement.to().address() + " is new in rule '" + ruleId
                                    + "', which otherwise allows this; it can be paid from " + opens.get() + " on",
                            movement)
                    .with("rule_id", ruleId)
                    .with("opens_at", opens.get().toString())
                    .with("retry_after_seconds", Long.toString(Math.max(1, Opening.secondsUntil(now, opens.get()))));
        }
        return new Wording(key)
                .about(
                        Reason.DESTINATION_NOT_ALLOWED,
                        movement.to().address() + " is not a destination of rule '" + ruleId
                                + "', which otherwise allows this; the policy's officers can list it",
                        movement)
                .with("rule_id", ruleId);
    }

    private static List<RuleCheck> checks(Grant grant, Transaction transaction, Instant now) {
        var checks = new ArrayList<RuleCheck>();
        for (var rule : grant.key().rules()) {
            checks.add(new RuleCheck(grant, rule, transaction, transaction.expiry(), now));
        }
        return checks;
    }

    private static List<DenyCheck> denials(Grant grant, Transaction transaction, Instant now) {
        var denials = new ArrayList<DenyCheck>();
        for (var rule : grant.key().denyRules()) {
            denials.add(new DenyCheck(grant, rule, transaction, now));
        }
        return denials;
    }
}
