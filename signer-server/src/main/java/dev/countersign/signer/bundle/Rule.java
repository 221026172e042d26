package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import java.util.Set;

/// Who may do what with a key, where to: one complete match. Rules are stateless; how much is the business of
/// [Limit].
///
/// @param id unique in the key
/// @param to the destinations, address groups resolved to accounts of the key's chain; empty only if nothing is
/// transferred
/// @param unlimited the officers said that this rule's assets need no window limit
public record Rule(
        String id, Set<Permission> allow, Set<Client> clients, Set<Asset> assets, Set<Account> to, boolean unlimited) {

    public Rule {
        allow = Set.copyOf(allow);
        clients = Set.copyOf(clients);
        assets = Set.copyOf(assets);
        to = Set.copyOf(to);
    }
}
