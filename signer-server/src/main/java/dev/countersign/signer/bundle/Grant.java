package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Payers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Proof that a client may ask for a key at all: at least one rule of the key names it. Only [PolicyBundle#grant]
/// makes one, and nothing that a client sent is parsed without one.
public final class Grant {

    private final PolicyBundle bundle;
    private final Client client;
    private final KeyPolicy key;

    Grant(PolicyBundle bundle, Client client, KeyPolicy key) {
        this.bundle = bundle;
        this.client = client;
        this.key = key;
    }

    /// The one bundle that decides this request.
    public PolicyBundle bundle() {
        return bundle;
    }

    public Client client() {
        return client;
    }

    public KeyPolicy key() {
        return key;
    }

    /// Every limit that bounds what the key signs: its own, or those of the Safe; then those that others share with it.
    ///
    /// @param safe whose transactions are signed; empty for the key's own
    /// @throws IllegalArgumentException if no rule of the key names the Safe
    public List<BoundLimit> limits(Optional<Account> safe) {
        var payer = Payer.of(key.publicKey(), safe);
        var alone = Optional.of(Payers.of(payer));
        var shared = bundle.sharedLimits();
        var limits = new ArrayList<BoundLimit>();
        key.limitsOf(safe).forEach(limit -> limits.add(new BoundLimit(limit, alone)));
        shared.groupsOf(payer)
                .forEach(group -> group.limits()
                        .forEach(limit -> limits.add(new BoundLimit(limit, Optional.of(group.members())))));
        shared.ofAll().forEach(limit -> limits.add(new BoundLimit(limit, Optional.empty())));
        return limits;
    }

    /// The Safes that the client may have the key sign for, by name.
    public List<Safe> safes() {
        return key.rules().stream()
                .filter(rule -> rule.clients().contains(client))
                .flatMap(rule -> rule.safe().stream())
                .distinct()
                .map(key::safe)
                .sorted(Comparator.comparing(Safe::name))
                .toList();
    }

    /// The assets that the client's rules may move, by symbol.
    public List<AssetDefinition> assets() {
        var movable = key.rules().stream()
                .filter(rule ->
                        rule.clients().contains(client) && rule.allow().stream().anyMatch(Permission::moves))
                .flatMap(rule -> rule.assets().stream())
                .collect(Collectors.toSet());
        return key.assets().values().stream()
                .filter(definition -> movable.contains(definition.asset()))
                .sorted(Comparator.comparing(AssetDefinition::symbol))
                .toList();
    }
}
