package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the rules of a key say of one transaction.
///
/// @param ruleIds the first rule that allows each movement, in their order, or the one that allows the cancellation
/// @param refusals empty if everything is allowed
record RuleMatch(List<String> ruleIds, List<Refusal> refusals) {

    static RuleMatch of(Grant grant, Transaction transaction) {
        var wrong = malformed(grant, transaction);
        if (wrong.isPresent()) {
            return new RuleMatch(List.of(), List.of(wrong.get()));
        }
        return switch (transaction.kind()) {
            case CANCEL -> cancellation(grant, transaction);
            case TRANSFER -> transfer(grant, transaction);
        };
    }

    /// Every rule of the key, and what it says. For people who ask why: a signature does not need it.
    static List<RuleOutcome> outcomes(Grant grant, Transaction transaction) {
        var wrong = malformed(grant, transaction);
        return rules(grant).stream()
                .map(check -> wrong.isPresent()
                        ? new RuleOutcome(check.rule().id(), false, wrong.get().message())
                        : check.outcome(transaction))
                .toList();
    }

    /// What the decoder never makes, and no rule could mean.
    private static Optional<Refusal> malformed(Grant grant, Transaction transaction) {
        var key = grant.key();
        if (!transaction.chain().equals(key.chain())) {
            return Optional.of(Refusal.of(
                    Reason.CHAIN_MISMATCH,
                    "the transaction is for " + transaction.chain() + "; key " + key.id() + " signs for "
                            + key.chain()));
        }
        if (!transaction.feeBound().asset().equals(key.feeAsset().asset())) {
            return Optional.of(Refusal.of(
                    Reason.NO_RULE_ALLOWS,
                    "the transaction pays its fee in " + transaction.feeBound().asset() + ", not in "
                            + key.feeAsset().symbol()));
        }
        var moves = !transaction.movements().isEmpty();
        if (moves != (transaction.kind() == Permission.TRANSFER)) {
            return Optional.of(Refusal.of(
                    Reason.NO_RULE_ALLOWS,
                    moves
                            ? "a cancellation moves nothing, but this one does"
                            : "a transfer moves something, this does not"));
        }
        return Optional.empty();
    }

    private static RuleMatch cancellation(Grant grant, Transaction transaction) {
        for (var check : rules(grant)) {
            if (check.outcome(transaction).matched()) {
                return new RuleMatch(List.of(check.rule().id()), List.of());
            }
        }
        return new RuleMatch(
                List.of(),
                List.of(Refusal.of(
                        Reason.NO_RULE_ALLOWS,
                        "no rule of key " + grant.key().id() + " allows client " + grant.client() + " to "
                                + transaction.kind().word())));
    }

    private static RuleMatch transfer(Grant grant, Transaction transaction) {
        var ruleIds = new ArrayList<String>();
        var refusals = new ArrayList<Refusal>();
        for (var movement : transaction.movements()) {
            allowing(grant, movement).ifPresentOrElse(ruleIds::add, () -> refusals.add(refusal(grant, movement)));
        }
        return new RuleMatch(ruleIds, refusals);
    }

    private static Optional<String> allowing(Grant grant, Movement movement) {
        for (var check : rules(grant)) {
            if (check.failure(movement).isEmpty()) {
                return Optional.of(check.rule().id());
            }
        }
        return Optional.empty();
    }

    private static Refusal refusal(Grant grant, Movement movement) {
        var key = grant.key();
        var wording = new Wording(key);
        if (!movement.from().equals(key.account())) {
            return wording.about(
                    Reason.NO_RULE_ALLOWS,
                    "the transaction moves " + wording.symbol(movement.amount().asset()) + " of "
                            + movement.from().address() + ", which is not the account of key " + key.id(),
                    movement);
        }
        return rules(grant).stream()
                .filter(check -> check.failsOnlyForDestination(movement))
                .map(RuleCheck::rule)
                .map(Rule::id)
                .findFirst()
                .map(ruleId -> wording.about(
                                Reason.DESTINATION_NOT_ALLOWED,
                                movement.to().address() + " is not a destination of rule '" + ruleId
                                        + "', which otherwise allows this; the policy's officers can list it",
                                movement)
                        .with("rule_id", ruleId))
                .orElseGet(() -> wording.about(
                        Reason.NO_RULE_ALLOWS,
                        "no rule of key " + key.id() + " allows client " + grant.client() + " to transfer "
                                + wording.symbol(movement.amount().asset()),
                        movement));
    }

    private static List<RuleCheck> rules(Grant grant) {
        var checks = new ArrayList<RuleCheck>();
        for (var rule : grant.key().rules()) {
            checks.add(new RuleCheck(grant, rule));
        }
        return checks;
    }
}
