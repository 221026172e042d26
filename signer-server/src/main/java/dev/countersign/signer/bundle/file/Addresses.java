package dev.countersign.signer.bundle.file;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.yaml.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `addresses: { group: [ account, … ] }`.
final class Addresses {

    /// A rule's `to: any` comes with a later version; a group of that name would change its meaning then.
    static final String ANY = "any";

    private Addresses() {}

    static Map<String, Optional<List<Account>>> read(Value section) {
        var groups = new LinkedHashMap<String, Optional<List<Account>>>();
        section.entries("address groups by name").forEach((name, value) -> {
            if (!Forms.isName(name) || name.equals(ANY)) {
                value.refuse("the group name '" + name + "'", Forms.NAME + ", other than '" + ANY + "'");
                return;
            }
            groups.put(name, accounts(value));
        });
        return groups;
    }

    private static Optional<List<Account>> accounts(Value value) {
        var items = value.items("a list of accounts");
        if (value.isList() && items.isEmpty()) {
            value.refuse("an empty list", "at least one account");
        }
        var accounts = items.stream()
                .flatMap(item -> item.parse(Forms.ACCOUNT, Forms::account).stream())
                .toList();
        return accounts.size() == items.size() ? Optional.of(accounts) : Optional.empty();
    }
}
