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
import java.util.stream.Stream;

/// What the rules of a key say of one transaction.
///
/// @param ruleIds the first rule that allows each movement, in their order, or the one that allows the cancellation
/// @param refusals empty if everything is allowed
record RuleMatch(List<String> ruleIds, List<RuleOutcome> outcomes, List<Refusal> refusals) {

    static RuleMatch of(Grant grant, Transaction transaction) {
        var rules = grant.key().rules();
        var wrong = malformed(grant, transaction);
        if (wrong.isPresent()) {
            var outcomes = rules.stream()
                    .map(rule -> new RuleOutcome(rule.id(), false, wrong.get().message()))
                    .toList();
            return new RuleMatch(List.of(), outcomes, List.of(wrong.get()));
        }
        var outcomes = rules.stream()
                .map(rule -> new RuleCheck(grant, rule).outcome(transaction))
                .toList();
        return switch (transaction.kind()) {
            case CANCEL -> cancellation(grant, transaction, outcomes);
            case TRANSFER -> transfer(grant, transaction, outcomes);
        };
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

    private static RuleMatch cancellation(Grant grant, Transaction transaction, List<RuleOutcome> outcomes) {
        var allowing = outcomes.stream().filter(RuleOutcome::matched).findFirst();
        return allowing.map(outcome -> new RuleMatch(List.of(outcome.ruleId()), outcomes, List.of()))
                .orElseGet(() -> new RuleMatch(
                        List.of(),
                        outcomes,
                        List.of(Refusal.of(
                                Reason.NO_RULE_ALLOWS,
                                "no rule of key " + grant.key().id() + " allows client " + grant.client() + " to "
                                        + transaction.kind().word()))));
    }

    private static RuleMatch transfer(Grant grant, Transaction transaction, List<RuleOutcome> outcomes) {
        var ruleIds = new ArrayList<String>();
        var refusals = new ArrayList<Refusal>();
        for (var movement : transaction.movements()) {
            rules(grant)
                    .filter(check -> check.failure(movement).isEmpty())
                    .findFirst()
                    .ifPresentOrElse(
                            check -> ruleIds.add(check.rule().id()), () -> refusals.add(refusal(grant, movement)));
        }
        return new RuleMatch(ruleIds, outcomes, refusals);
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
        return rules(grant)
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

    private static Stream<RuleCheck> rules(Grant grant) {
        return grant.key().rules().stream().map(rule -> new RuleCheck(grant, rule));
    }
}
