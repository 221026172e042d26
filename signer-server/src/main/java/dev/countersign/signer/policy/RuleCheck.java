package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Transaction;
import java.util.Optional;

/// One rule, held against what one client asks.
record RuleCheck(Grant grant, Rule rule) {

    /// What the rule says of the whole transaction, for people: it matched if it allows all of it, or some movement.
    RuleOutcome outcome(Transaction transaction) {
        if (transaction.kind() == Permission.CANCEL) {
            return notFor(Permission.CANCEL)
                    .map(this::failed)
                    .orElseGet(() -> new RuleOutcome(rule.id(), true, "allows the cancellation"));
        }
        var movements = transaction.movements();
        var allowed = movements.stream()
                .filter(movement -> failure(movement).isEmpty())
                .count();
        if (allowed == movements.size()) {
            return new RuleOutcome(rule.id(), true, "allows the transfer");
        }
        if (allowed > 0) {
            return new RuleOutcome(rule.id(), true, "allows " + allowed + " of " + movements.size() + " movements");
        }
        return movements.stream()
                .flatMap(movement -> failure(movement).stream())
                .findFirst()
                .map(this::failed)
                .orElseGet(() -> failed("nothing is moved"));
    }

    /// The first condition that the movement does not meet; empty if the rule allows it.
    Optional<String> failure(Movement movement) {
        return failureButForDestination(movement)
                .or(() -> rule.to().contains(movement.to())
                        ? Optional.empty()
                        : Optional.of(movement.to().address() + " is not among its destinations"));
    }

    boolean failsOnlyForDestination(Movement movement) {
        return failureButForDestination(movement).isEmpty() && !rule.to().contains(movement.to());
    }

    private Optional<String> failureButForDestination(Movement movement) {
        if (!movement.from().equals(grant.key().account())) {
            return Optional.of(movement.from().address() + " is not the key's account");
        }
        var notFor = notFor(Permission.TRANSFER);
        if (notFor.isPresent()) {
            return notFor;
        }
        var asset = movement.amount().asset();
        return rule.assets().contains(asset)
                ? Optional.empty()
                : Optional.of("does not cover " + new Wording(grant.key()).symbol(asset));
    }

    private Optional<String> notFor(Permission permission) {
        if (!rule.clients().contains(grant.client())) {
            return Optional.of("is for other clients");
        }
        return rule.allow().contains(permission)
                ? Optional.empty()
                : Optional.of("does not allow " + permission.word());
    }

    private RuleOutcome failed(String explanation) {
        return new RuleOutcome(rule.id(), false, explanation);
    }
}
