package dev.countersign.signer.governance.diff;

import dev.countersign.signer.governance.diff.Comparison.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/// What differences of common kinds mean.
final class Parts {

    private Parts() {}

    /// A list of what is allowed, or denied: longer is more.
    ///
    /// @param word how a policy names an item
    static <E> Part<Collection<E>> listed(String field, BiFunction<Wording, E, String> word) {
        return (owner, active, proposed) -> listed(owner.at(field), active, proposed, word);
    }

    static <E> List<Change> listed(
            Place place,
            Collection<? extends E> active,
            Collection<? extends E> proposed,
            BiFunction<Wording, E, String> word) {
        var changes = new ArrayList<Change>();
        var added = Parts.<E>without(proposed, active);
        var removed = Parts.<E>without(active, proposed);
        if (!added.isEmpty()) {
            changes.add(place.more("adds " + Wording.list(added, item -> word.apply(place.now(), item))));
        }
        if (!removed.isEmpty()) {
            changes.add(place.less("removes " + Wording.list(removed, item -> word.apply(place.was(), item))));
        }
        return changes;
    }

    /// A condition of a rule that denies: an empty list is met by everything.
    static <E> Part<Set<E>> condition(String field, BiFunction<Wording, E, String> word) {
        return (owner, active, proposed) -> {
            var place = owner.at(field);
            if (active.isEmpty()) {
                return List.of(place.less("holds only for "
                        + Wording.list(proposed, item -> word.apply(place.now(), item)) + " (was for all)"));
            }
            if (proposed.isEmpty()) {
                return List.of(place.more("holds for all (was only for "
                        + Wording.list(active, item -> word.apply(place.was(), item)) + ")"));
            }
            return listed(place, active, proposed, word);
        };
    }

    /// A permission that is given or not.
    static Part<Boolean> flag(String field) {
        return (owner, _, proposed) -> List.of(
                proposed
                        ? owner.at(field).more("is true (was false)")
                        : owner.at(field).less("is false (was true)"));
    }

    /// A bound: higher is more.
    static <N extends Comparable<N>> Part<N> bound(String field, Function<N, String> word) {
        return (owner, active, proposed) -> {
            var words = "is " + word.apply(proposed) + " (was " + word.apply(active) + ")";
            return List.of(
                    proposed.compareTo(active) > 0
                            ? owner.at(field).more(words)
                            : owner.at(field).less(words));
        };
    }

    /// What is not proven to be tighter either way.
    static <V> Part<V> unproven(String field, String words) {
        return (owner, _, _) -> List.of(owner.at(field).other(words));
    }

    /// Things by their name or identity: one that is new, one that is gone, and those that both have.
    static <K extends Comparable<K>, V> List<Change> byName(
            Map<K, V> active, Map<K, V> proposed, ByName<K, V> meaning) {
        var names = new TreeSet<K>(active.keySet());
        names.addAll(proposed.keySet());
        var changes = new ArrayList<Change>();
        for (var name : names) {
            var before = active.get(name);
            var after = proposed.get(name);
            if (before == null && after != null) {
                changes.add(meaning.added(name, after));
            } else if (before != null && after == null) {
                changes.add(meaning.removed(name, before));
            } else if (before != null && after != null) {
                changes.addAll(meaning.both(name, before, after));
            }
        }
        return changes;
    }

    /// What it means that something is new or gone.
    interface ByName<K, V> {
        Change added(K name, V proposed);

        Change removed(K name, V active);

        List<Change> both(K name, V active, V proposed);
    }

    private static <E> List<E> without(Collection<? extends E> items, Collection<? extends E> others) {
        var left = new ArrayList<E>();
        for (var item : items) {
            if (!others.contains(item)) {
                left.add(item);
            }
        }
        return left;
    }
}
