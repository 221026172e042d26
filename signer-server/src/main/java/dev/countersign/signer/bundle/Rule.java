package dev.countersign.signer.bundle;

import dev.countersign.signer.bundle.condition.When;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Who may do what with a key, where to: one complete match. Rules are stateless; how much is the business of
/// [Limit].
///
/// @param id unique in the key
/// @param from accounts other than the key's own that it may move assets of, such as by `transferFrom`
/// @param to the destinations, or the spenders of an approval, address groups resolved to accounts of the key's
/// chain; empty only if nothing is moved
/// @param expiresWithin how far ahead the expiry of a signature may lie, where its payload has one
/// @param calls the names of the contract calls that it allows
/// @param typedData the names of the typed data that it allows
/// @param unlimited the officers said that this rule's assets need no window limit
/// @param safe whose transactions it is for; empty for the key's own account. `from` and `own` are then the Safe's
/// @param hours when it holds; empty for always
/// @param when what else must be true of an effect; empty for nothing
public record Rule(
        String id,
        Set<Permission> allow,
        Set<Client> clients,
        Set<Asset> assets,
        Set<Account> from,
        Set<Account> to,
        Duration expiresWithin,
        Set<String> calls,
        Set<String> typedData,
        boolean unlimited,
        Optional<Account> safe,
        Optional<Hours> hours,
        Optional<When> when) {

    public Rule {
        allow = Set.copyOf(allow);
        clients = Set.copyOf(clients);
        assets = Set.copyOf(assets);
        from = Set.copyOf(from);
        to = Set.copyOf(to);
        calls = Set.copyOf(calls);
        typedData = Set.copyOf(typedData);
    }

    /// The same with other destinations.
    Rule to(Set<Account> destinations) {
        return new Rule(
                id,
                allow,
                clients,
                assets,
                from,
                destinations,
                expiresWithin,
                calls,
                typedData,
                unlimited,
                safe,
                hours,
                when);
    }
}
