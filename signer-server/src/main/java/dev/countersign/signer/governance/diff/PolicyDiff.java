package dev.countersign.signer.governance.diff;

import dev.countersign.signer.bundle.AddressBook;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.governance.diff.Change.Direction;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What differs between the active policy and a proposed one. Pure.
///
/// @param changes ordered by path; empty if both allow the same
public record PolicyDiff(List<Change> changes) {

    /// Groups of addresses are told where rules and definitions name their accounts.
    static final Comparison<AddressBook> ADDRESS_BOOK = Comparison.ofRecord(AddressBook.class)
            .without("groups")
            .part(
                    "assets",
                    AddressBook::assets,
                    (policy, before, after) -> AssetDiff.changes(policy, before.values(), after.values()));

    static final Comparison<PolicyBundle> BUNDLE = Comparison.ofMethods(PolicyBundle.class)
            .without("version", "digest", "newcomers") // what is new is listed in the file all the same
            .part("governance", PolicyBundle::governance, GovernanceDiff::changes)
            .part("reference", PolicyBundle::reference, ReferenceDiff::changes)
            .part("observers", PolicyBundle::observers, GovernanceDiff::observers)
            .part("addressBook", PolicyBundle::addressBook, ADDRESS_BOOK::changes)
            .part("clients", PolicyBundle::clients, ClientDiff::changes)
            .part(
                    "keys",
                    PolicyBundle::keys,
                    (policy, before, after) -> keys(
                            policy,
                            byId(before, key -> key.id().value()),
                            byId(after, key -> key.id().value()),
                            KeyDiff.KEY))
            .part(
                    "venueKeys",
                    PolicyBundle::venueKeys,
                    (policy, before, after) -> keys(
                            policy,
                            byId(before, key -> key.id().value()),
                            byId(after, key -> key.id().value()),
                            KeyDiff.VENUE_KEY));

    public PolicyDiff {
        changes = List.copyOf(changes);
    }

    /// Compares two policies. What only the file's text differs in (its version, comments, order, names
    /// of rules and limits) is no change.
    public static PolicyDiff between(PolicyBundle active, PolicyBundle proposed) {
        var policy = new Place("", Wording.of(active), Wording.of(proposed), false);
        return new PolicyDiff(BUNDLE.changes(policy, active, proposed).stream()
                .distinct() // what several keys share is found with each of them
                .sorted(Comparator.comparing(Change::path))
                .toList());
    }

    /// True if the proposed policy provably allows nothing that the active one does not; also if nothing
    /// changes.
    public boolean onlyTighter() {
        return changes.stream().allMatch(change -> change.direction() == Direction.TIGHTER);
    }

    private static <K> Map<String, K> byId(Collection<K> keys, Function<K, String> id) {
        return keys.stream().collect(Collectors.toMap(id, Function.identity()));
    }

    private static <K> List<Change> keys(
            Place policy, Map<String, K> active, Map<String, K> proposed, Comparison<K> comparison) {
        return Parts.byName(active, proposed, new Parts.ByName<>() {
            @Override
            public Change added(String id, K key) {
                return policy.at("keys." + id).more("is new");
            }

            @Override
            public Change removed(String id, K key) {
                return policy.at("keys." + id)
                        .less("is gone: nothing is signed with it; what was charged to it stays charged");
            }

            @Override
            public List<Change> both(String id, K before, K after) {
                return comparison.changes(policy.at("keys." + id), before, after);
            }
        });
    }
}
