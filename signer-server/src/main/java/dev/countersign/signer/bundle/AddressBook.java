package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The policy's names for accounts and assets, for people. Nothing is decided by them.
///
/// @param groups the name of the Safe that an account is, then the address groups that list it, ordered
public record AddressBook(Map<Account, List<String>> groups, Map<Asset, AssetDefinition> assets) {

    public AddressBook {
        groups = Map.copyOf(groups);
        assets = Map.copyOf(assets);
    }

    /// The names of the account: its own if it is a Safe, and the groups that list it.
    public List<String> groupsOf(Account account) {
        return groups.getOrDefault(account, List.of());
    }

    public Optional<AssetDefinition> definition(Asset asset) {
        return Optional.ofNullable(assets.get(asset));
    }
}
