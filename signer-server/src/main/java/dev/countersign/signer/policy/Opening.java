package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.Hours;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// When a rule that would allow something holds again.
///
/// @param now ledger time
/// @param at empty if that is not within a year
record Opening(String ruleId, Hours hours, Instant now, Optional<Instant> at) {

    /// That of the rule which holds first again, of those that only their hours keep from allowing the effect.
    static Optional<Opening> next(List<RuleCheck> checks, Effect effect) {
        var openings = new ArrayList<Opening>();
        for (var check : checks) {
            check.failsOnlyForHours(effect)
                    .ifPresent(hours -> openings.add(
                            new Opening(check.rule().id(), hours, check.now(), hours.opensAfter(check.now()))));
        }
        return openings.stream()
                .min(Comparator.comparing(opening -> opening.at().orElse(Instant.MAX)));
    }

    Refusal refusal() {
        var words = "rule '" + ruleId + "' allows this " + hours.words() + ", and it is " + now;
        return at.map(opens -> Refusal.of(Reason.OUTSIDE_HOURS, words + "; it opens at " + opens)
                        .with("opens_at", opens.toString())
                        .with("retry_after_seconds", Long.toString(secondsUntil(now, opens))))
                .orElseGet(() -> Refusal.of(Reason.OUTSIDE_HOURS, words + "; it does not open within a year"))
                .with("rule_id", ruleId);
    }

    /// Rounded up: a second early is refused again.
    static long secondsUntil(Instant now, Instant opens) {
        return Duration.between(now, opens).plusNanos(999_999_999).toSeconds();
    }
}
