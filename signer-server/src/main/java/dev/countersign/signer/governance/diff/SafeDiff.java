package dev.countersign.signer.governance.diff;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Safe;
import dev.countersign.signer.model.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The Safes that the rules of one key name, by their accounts.
final class SafeDiff {

    /// Code of a contract that is not listed is never run as the Safe's, so that a shorter list refuses
    /// more.
    static final Comparison<Safe> SAFE = Comparison.ofRecord(Safe.class)
            .without("name", "limits")
            .part("multiSends", Safe::multiSends, Parts.listed("multisend", Wording::account))
            .part(
                    "nonces",
                    Safe::nonces,
                    (safe, before, after) -> KeyDiff.NONCES.changes(safe.at("nonces"), before, after));

    private SafeDiff() {}

    static List<Change> changes(Place key, KeyPolicy active, KeyPolicy proposed) {
        return Parts.byName(byAccount(active), byAccount(proposed), new Parts.ByName<>() {
            @Override
            public Change added(String account, Safe safe) {
                return place(key, safe).more("is new for key " + proposed.id());
            }

            // Without a rule for the Safe, what the key would sign for it is refused.
            @Override
            public Change removed(String account, Safe safe) {
                return place(key, safe).less("is gone for key " + proposed.id());
            }

            @Override
            public List<Change> both(String account, Safe before, Safe after) {
                var place = place(key, before);
                var changes = new ArrayList<>(SAFE.changes(place, before, after));
                changes.addAll(LimitDiff.changes(
                        place,
                        before.limits(),
                        after.limits(),
                        KeyDiff.movable(proposed, Optional.of(after.account()))));
                return changes;
            }
        });
    }

    private static Place place(Place key, Safe safe) {
        return key.elsewhere("safes." + safe.name());
    }

    private static Map<String, Safe> byAccount(KeyPolicy key) {
        return key.offChain().safes().entrySet().stream()
                .collect(Collectors.toMap(entry -> caip10(entry.getKey()), Map.Entry::getValue));
    }

    private static String caip10(Account account) {
        return account.caip10();
    }
}
