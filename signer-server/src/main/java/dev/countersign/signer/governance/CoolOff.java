package dev.countersign.signer.governance;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.bundle.BitcoinKey;
import dev.countersign.signer.bundle.Governance;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Newcomers;
import dev.countersign.signer.bundle.Newcomers.Listed;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.PinnedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/// What of a policy decides now: without the addresses that are new in a rule, or in a key's list of change, until they
/// have been listed there for as long as the policy says. An address is new again after a policy without it, and in
/// each rule by itself. What the first policy with officers lists is not new: the officers agreed on it beside the
/// tokens.
///
/// @param bundle what decides
/// @param until when that changes; empty if nothing is new
public record CoolOff(PolicyBundle bundle, Optional<Instant> until) {

    /// A policy that decided, from a time until the next one did.
    public record Reign(PolicyBundle policy, Instant since) {}

    /// What of the newest policy decides at `now`.
    ///
    /// @param reigns the newest first; back at least to the one that decided a cool-off ago, or to the first
    /// with officers
    public static CoolOff at(Instant now, List<Reign> reigns) {
        var policy = reigns.getFirst().policy();
        var length = policy.governance().map(Governance::coolOff).orElse(Duration.ZERO);
        if (length.isZero()) {
            return new CoolOff(policy, Optional.empty());
        }
        var rules = new HashMap<Listed, Instant>();
        var change = new HashMap<PinnedKey, Set<OutputScript>>();
        var opens = new HashSet<Instant>();
        for (var key : policy.keys()) {
            for (var rule : key.rules()) {
                var listed = reigns.stream()
                        .map(reign -> destinations(reign.policy(), key.publicKey(), rule.id()))
                        .toList();
                for (var account : rule.to()) {
                    opens(now, length, reigns, back -> listed.get(back).contains(account))
                            .ifPresent(at -> rules.put(new Listed(key.publicKey(), rule.id(), account), at));
                }
            }
            var listed = reigns.stream()
                    .map(reign -> change(reign.policy(), key.publicKey()))
                    .toList();
            for (var script : listed.getFirst()) {
                opens(now, length, reigns, back -> listed.get(back).contains(script))
                        .ifPresent(at -> {
                            change.computeIfAbsent(key.publicKey(), _ -> new HashSet<>())
                                    .add(script);
                            opens.add(at);
                        });
            }
        }
        opens.addAll(rules.values());
        return new CoolOff(
                opens.isEmpty() ? policy : policy.without(new Newcomers(rules), change),
                opens.stream().min(Comparator.naturalOrder()));
    }

    /// When something that the newest policy lists has been listed for long enough; empty if it has.
    ///
    /// @param lists whether the policy so many reigns back listed it
    private static Optional<Instant> opens(Instant now, Duration length, List<Reign> reigns, IntPredicate lists) {
        var since = reigns.getFirst().since();
        for (var back = 0; back < reigns.size(); back++) {
            if (!lists.test(back)) {
                return Optional.of(since.plus(length)).filter(now::isBefore);
            }
            since = reigns.get(back).since();
        }
        return Optional.empty(); // since a policy that is old enough, or the first with officers
    }

    private static Set<Account> destinations(PolicyBundle policy, PinnedKey key, String ruleId) {
        return of(policy, key).stream()
                .flatMap(known -> known.rules().stream())
                .filter(rule -> rule.id().equals(ruleId))
                .findFirst()
                .map(Rule::to)
                .orElse(Set.of());
    }

    private static Set<OutputScript> change(PolicyBundle policy, PinnedKey key) {
        return of(policy, key)
                .flatMap(KeyPolicy::bitcoin)
                .map(BitcoinKey::change)
                .orElse(Set.of());
    }

    private static Optional<KeyPolicy> of(PolicyBundle policy, PinnedKey key) {
        return policy.keys().stream()
                .filter(known -> known.publicKey().equals(key))
                .findFirst();
    }
}
