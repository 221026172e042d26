package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Hours;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.bundle.condition.Verdict;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Situation;
import dev.countersign.signer.decode.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One rule that allows, held against what one client asks at one time.
///
/// @param expiry until when the signature would be of use, where the payload says so
record RuleCheck(Grant grant, Rule rule, Transaction transaction, Optional<Instant> expiry, Instant now) {

    /// What the rule says of the whole transaction, for people: it matched if it allows all of it, or some of it.
    RuleOutcome outcome() {
        var effects = transaction.effects();
        var allowed =
                effects.stream().filter(effect -> failure(effect).isEmpty()).count();
        if (allowed > 0 && allowed == effects.size()) {
            return new RuleOutcome(rule.id(), true, "allows the " + transaction.kind());
        }
        if (allowed > 0) {
            return new RuleOutcome(rule.id(), true, "allows " + allowed + " of " + effects.size() + " effects");
        }
        var why = effects.stream().flatMap(effect -> failure(effect).stream()).findFirst();
        return new RuleOutcome(rule.id(), false, why.orElse("nothing is done"));
    }

    /// True if nothing keeps the rule from allowing the effect. Asked of every rule before the one that does: what most
    /// of them fail for is looked at without words.
    boolean allows(Effect effect) {
        return rule.clients().contains(grant.client())
                && allows(effect.action())
                && (!(effect instanceof Movement movement)
                        || (rule.to().contains(movement.to())
                                && rule.assets().contains(movement.amount().asset())))
                && failure(effect).isEmpty();
    }

    /// The first condition that the effect does not meet; empty if the rule allows it.
    Optional<String> failure(Effect effect) {
        return otherFailure(effect)
                .or(() -> strange(effect).map(this::notADestination))
                .or(() -> closed().map(this::words))
                .or(() -> unmet(effect));
    }

    /// The destination, if that alone keeps the rule from allowing the effect.
    Optional<Movement> failsOnlyForDestination(Effect effect) {
        return otherFailure(effect).isEmpty()
                        && closed().isEmpty()
                        && unmet(effect).isEmpty()
                ? strange(effect)
                : Optional.empty();
    }

    /// The hours, if they alone keep the rule from allowing the effect.
    Optional<Hours> failsOnlyForHours(Effect effect) {
        return otherFailure(effect).isEmpty()
                        && strange(effect).isEmpty()
                        && unmet(effect).isEmpty()
                ? closed()
                : Optional.empty();
    }

    /// Why its `when` does not hold, if that alone keeps the rule from allowing the effect.
    Optional<String> failsOnlyForCondition(Effect effect) {
        return otherFailure(effect).isEmpty() && strange(effect).isEmpty() && closed().isEmpty()
                ? unmet(effect)
                : Optional.empty();
    }

    /// Until when the signature may be of use, if that alone keeps the rule from allowing the effect.
    Optional<String> failsOnlyForExpiry(Effect effect) {
        var otherwise = new RuleCheck(grant, rule, transaction, Optional.empty(), now).failure(effect);
        return otherwise.isEmpty() ? failure(effect) : Optional.empty();
    }

    /// The first condition that the effect does not meet, apart from destination, hours and `when`.
    private Optional<String> otherFailure(Effect effect) {
        if (!rule.clients().contains(grant.client())) {
            return Optional.of("is for other clients");
        }
        if (!rule.safe().equals(transaction.safe())) {
            return Optional.of(rule.safe()
                    .map(account -> "is for what the Safe " + account.address() + " does")
                    .orElse("is for what the key's own account does"));
        }
        if (!allows(effect.action())) {
            return Optional.of("does not allow " + effect.action().words());
        }
        if (expiry.isPresent() && expiry.get().isAfter(now.plus(rule.expiresWithin()))) {
            return Optional.of("allows what expires within " + words(rule.expiresWithin()) + ", and this does at "
                    + expiry.get() + ", seen at " + now);
        }
        return switch (effect) {
            case Deed _ -> Optional.empty();
            case Movement movement -> failure(movement);
        };
    }

    private boolean allows(Action action) {
        return rule.allow().contains(action.permission())
                && switch (action.permission()) {
                    case CALL -> rule.calls().contains(action.name());
                    case TYPED_DATA -> rule.typedData().contains(action.name());
                    default -> !action.permission().named();
                };
    }

    private Optional<String> failure(Movement movement) {
        if (!movement.from().equals(transaction.safe().orElse(grant.key().account()))
                && !rule.from().contains(movement.from())) {
            return Optional.of(movement.from().address()
                    + " is neither the account that pays nor among those that the rule moves from");
        }
        var asset = movement.amount().asset();
        return rule.assets().contains(asset)
                ? Optional.empty()
                : Optional.of("does not cover " + new Wording(grant.key()).symbol(asset));
    }

    private Optional<Movement> strange(Effect effect) {
        return effect instanceof Movement movement && !rule.to().contains(movement.to())
                ? Optional.of(movement)
                : Optional.empty();
    }

    private Optional<Hours> closed() {
        return rule.hours().filter(hours -> !hours.contains(now));
    }

    /// What has no answer allows nothing.
    private Optional<String> unmet(Effect effect) {
        return rule.when().flatMap(when -> switch (when.holds(Situation.facts(grant, transaction, effect, now))) {
            case Verdict.Holds _ -> Optional.empty();
            case Verdict.Fails _ -> Optional.of("its condition '" + when.source() + "' does not hold");
            case Verdict.Unanswered no ->
                Optional.of("its condition '" + when.source() + "' has no answer: " + no.why());
        });
    }

    private String words(Hours hours) {
        return "holds " + hours.words() + ", and it is " + now;
    }

    private String notADestination(Movement movement) {
        return movement.to().address()
                + grant.bundle()
                        .opens(grant.key(), rule.id(), movement.to())
                        .map(opens -> " is new among its destinations, and can be paid from " + opens + " on")
                        .orElse(" is not among its destinations");
    }

    private static String words(Duration duration) {
        return duration.toSeconds() % 60 == 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }
}
