package dev.countersign.signer.governance.diff;

import dev.countersign.signer.bundle.DenyRule;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// The rules of one key. Their order decides nothing, and of their ids nothing either: what is allowed
/// is what some rule allows and none denies. So less is allowed if every rule that allows is covered by
/// one of before, and every rule that denied is covered by one of now.
final class RuleDiff {

    static final Comparison<Rule> RULE = Comparison.ofRecord(Rule.class)
            .without("id")
            .part("allow", Rule::allow, Parts.listed("allow", (_, permission) -> permission.word()))
            .part("clients", Rule::clients, Parts.listed("clients", Wording::client))
            .part("assets", Rule::assets, Parts.listed("assets", Wording::asset))
            .part("from", Rule::from, Parts.listed("from", Wording::account))
            .part("to", Rule::to, Parts.listed("to", Wording::account))
            .part("calls", Rule::calls, Parts.listed("calls", (_, name) -> name))
            .part("typedData", Rule::typedData, Parts.listed("typed_data", (_, name) -> name))
            .part("expiresWithin", Rule::expiresWithin, RuleDiff::expiresWithin)
            .part("unlimited", Rule::unlimited, Parts.flag("unlimited"))
            .part("hours", Rule::hours, HoursDiff::changes);

    static final Comparison<DenyRule> DENY_RULE = Comparison.ofRecord(DenyRule.class)
            .without("id")
            .part("deny", DenyRule::deny, Parts.listed("deny", (_, permission) -> permission.word()))
            .part("clients", DenyRule::clients, Parts.condition("clients", Wording::client))
            .part("assets", DenyRule::assets, Parts.condition("assets", Wording::asset))
            .part("from", DenyRule::from, Parts.condition("from", Wording::account))
            .part("to", DenyRule::to, Parts.condition("to", Wording::account))
            .part(
                    "calls",
                    DenyRule::calls,
                    rule -> rule.deny().contains(Permission.CALL), // else they narrow nothing
                    Parts.condition("calls", (_, name) -> name))
            .part(
                    "typedData",
                    DenyRule::typedData,
                    rule -> rule.deny().contains(Permission.TYPED_DATA),
                    Parts.condition("typed_data", (_, name) -> name))
            .part("safe", DenyRule::safe, RuleDiff::safe)
            .part("hours", DenyRule::hours, HoursDiff::changes);

    /// How many accounts are looked for in the search for a rule that covers a new one: hundreds of rules of thousands
    /// of
    /// accounts each would take minutes. What is not found by then is not proven.
    private static final long MOST_LOOKED_FOR = 20_000_000;

    private RuleDiff() {}

    static List<Change> allowing(Place rules, List<Rule> active, List<Rule> proposed) {
        var pairs = Pairs.of(RULE, Rule::id, active, proposed);
        var changes = new ArrayList<Change>();
        for (var pair : pairs.both()) {
            changes.addAll(RULE.changes(rules.at(pair.active().id()), pair.active(), pair.proposed()));
        }
        for (var rule : pairs.gone()) {
            changes.add(rules.at(rule.id()).less("is gone: it allowed " + words(rules.was(), rule)));
        }
        var left = new AtomicLong(MOST_LOOKED_FOR);
        for (var rule : pairs.fresh()) {
            var place = rules.at(rule.id());
            var covering = active.stream()
                    .takeWhile(_ -> left.addAndGet(-rule.to().size()) >= 0)
                    .filter(before -> mayCover(before, rule) && RULE.isTighter(place, before, rule))
                    .findFirst();
            changes.add(
                    covering.isPresent()
                            ? place.less("is new, and allows nothing that '"
                                    + covering.get().id() + "' did not: " + words(rules.now(), rule))
                            : place.more("is new: allows " + words(rules.now(), rule)));
        }
        return changes;
    }

    static List<Change> denying(Place rules, List<DenyRule> active, List<DenyRule> proposed) {
        var pairs = Pairs.of(DENY_RULE, DenyRule::id, active, proposed);
        var changes = new ArrayList<Change>();
        var denials = rules.denying();
        for (var pair : pairs.both()) {
            changes.addAll(DENY_RULE.changes(denials.at(pair.active().id()), pair.active(), pair.proposed()));
        }
        for (var rule : pairs.fresh()) {
            changes.add(denials.at(rule.id()).more("is new: denies " + words(rules.now(), rule)));
        }
        for (var rule : pairs.gone()) {
            var place = denials.at(rule.id());
            var covering = proposed.stream()
                    .filter(after -> after.deny().containsAll(rule.deny()) && DENY_RULE.isTighter(place, rule, after))
                    .findFirst();
            changes.add(
                    covering.isPresent()
                            ? place.more("is gone, and '" + covering.get().id() + "' denies all that it did: "
                                    + words(rules.was(), rule))
                            : place.less("is gone: it denied " + words(rules.was(), rule)));
        }
        return changes;
    }

    /// False where the first glance tells that it does not; of hundreds of rules most are told apart by
    /// it.
    private static boolean mayCover(Rule before, Rule rule) {
        return before.allow().containsAll(rule.allow())
                && before.clients().containsAll(rule.clients())
                && before.assets().containsAll(rule.assets())
                && before.to().containsAll(rule.to());
    }

    /// Rules of the active and the proposed policy, those apart that say the same under any id.
    ///
    /// @param both with one id
    /// @param gone only in the active policy
    /// @param fresh only in the proposed one
    private record Pairs<R>(List<Pair<R>> both, List<R> gone, List<R> fresh) {

        record Pair<R>(R active, R proposed) {}

        static <R> Pairs<R> of(Comparison<R> comparison, Function<R, String> id, List<R> active, List<R> proposed) {
            var before = byId(id, active);
            var after = byId(id, proposed);
            before.entrySet().removeIf(entry -> {
                var same = entry.getValue().equals(after.get(entry.getKey()));
                if (same) {
                    after.remove(entry.getKey());
                }
                return same;
            });
            removeRenamed(comparison, before, after);
            var both = new ArrayList<Pair<R>>();
            before.entrySet().removeIf(entry -> {
                var successor = Optional.ofNullable(after.remove(entry.getKey()));
                successor.ifPresent(rule -> both.add(new Pair<>(entry.getValue(), rule)));
                return successor.isPresent();
            });
            return new Pairs<>(both, List.copyOf(before.values()), List.copyOf(after.values()));
        }

        private static <R> void removeRenamed(
                Comparison<R> comparison, Map<String, R> active, Map<String, R> proposed) {
            var ids = new HashMap<Map<String, Object>, String>();
            active.forEach((id, rule) -> ids.put(comparison.values(rule, "id"), id));
            proposed.entrySet().removeIf(entry -> {
                var id = Optional.ofNullable(ids.remove(comparison.values(entry.getValue(), "id")));
                id.ifPresent(active::remove);
                return id.isPresent();
            });
        }

        private static <R> Map<String, R> byId(Function<R, String> id, List<R> rules) {
            var byId = new LinkedHashMap<String, R>();
            rules.forEach(rule -> byId.put(id.apply(rule), rule));
            return byId;
        }
    }

    private static List<Change> expiresWithin(Place rule, Duration active, Duration proposed) {
        var place = rule.at("expires_within");
        var words = "is " + Limit.words(proposed) + " (was " + Limit.words(active) + ")";
        return List.of(proposed.compareTo(active) > 0 ? place.more(words) : place.less(words));
    }

    /// Of a rule that denies: without a Safe it is for the key's own account and for all of them.
    private static <A> List<Change> safe(Place rule, Optional<A> active, Optional<A> proposed) {
        var place = rule.at("safe");
        if (active.isEmpty()) {
            return List.of(place.less("holds only for one Safe (was for the key's own account and every Safe)"));
        }
        return List.of(
                proposed.isEmpty()
                        ? place.more("holds for the key's own account and every Safe (was only for one)")
                        : place.other("is another Safe"));
    }

    private static String words(Wording wording, Rule rule) {
        var words = new StringBuilder(Wording.list(rule.allow(), Permission::word));
        if (!rule.assets().isEmpty()) {
            words.append(" of ").append(Wording.list(rule.assets(), wording::asset));
        }
        if (!rule.to().isEmpty()) {
            words.append(" to ").append(Wording.list(rule.to(), wording::account));
        }
        return words.append(" for ")
                .append(Wording.list(rule.clients(), wording::client))
                .toString();
    }

    private static String words(Wording wording, DenyRule rule) {
        var words = new StringBuilder(Wording.list(rule.deny(), Permission::word));
        if (!rule.assets().isEmpty()) {
            words.append(" of ").append(Wording.list(rule.assets(), wording::asset));
        }
        if (!rule.to().isEmpty()) {
            words.append(" to ").append(Wording.list(rule.to(), wording::account));
        }
        return words.append(" for ")
                .append(rule.clients().isEmpty() ? "all" : Wording.list(rule.clients(), wording::client))
                .toString();
    }
}
