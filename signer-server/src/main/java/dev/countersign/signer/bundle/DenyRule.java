package dev.countersign.signer.bundle;

import dev.countersign.signer.bundle.condition.When;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import java.util.Optional;
import java.util.Set;

/// What a key does not do, whatever its rules allow. It gives nobody anything: a client that only such rules name has
/// no grant. A condition that is left out, and so is empty here, holds for everything.
///
/// @param id unique in the key, among its rules too
/// @param clients whom it is for
/// @param assets what moves, for example in a transfer
/// @param from the accounts that it leaves
/// @param to who receives it, or may take it; the contract that something is done to
/// @param calls which contract calls, where `deny` has CALL; it narrows nothing else
/// @param typedData which typed data, where `deny` has TYPED_DATA; it narrows nothing else
/// @param safe whose transactions it is for; empty for those of the key's own account and of every Safe
/// @param hours when it holds; empty for always
/// @param when what else must be true of an effect, or have no answer; empty for nothing
public record DenyRule(
        String id,
        Set<Permission> deny,
        Set<Client> clients,
        Set<Asset> assets,
        Set<Account> from,
        Set<Account> to,
        Set<String> calls,
        Set<String> typedData,
        Optional<Account> safe,
        Optional<Hours> hours,
        Optional<When> when) {

    public DenyRule {
        deny = Set.copyOf(deny);
        clients = Set.copyOf(clients);
        assets = Set.copyOf(assets);
        from = Set.copyOf(from);
        to = Set.copyOf(to);
        calls = Set.copyOf(calls);
        typedData = Set.copyOf(typedData);
    }

    /// True if it names the client, or none.
    public boolean concerns(Client client) {
        return clients.isEmpty() || clients.contains(client);
    }
}
