package dev.countersign.signer.bundle;

import dev.countersign.signer.model.CaKey;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.IpNetwork;
import java.util.List;
import java.util.Optional;

/// A client of the policy.
///
/// @param name in the policy, for people; never an identity
/// @param ca the CA whose certificates name it; empty for any that the server trusts
/// @param from the networks that it may call from, at least one; empty if the policy leaves that open
public record ClientDefinition(String name, Client client, Optional<CaKey> ca, Optional<List<IpNetwork>> from) {

    public ClientDefinition {
        from = from.map(List::copyOf);
        if (from.filter(List::isEmpty).isPresent()) {
            throw new IllegalArgumentException("a client that may call from nowhere: " + client);
        }
    }

    /// @param address where a call comes from; empty if that is not known
    boolean mayCallFrom(Optional<IpAddress> address) {
        return from.isEmpty()
                || address.stream().anyMatch(peer -> from.get().stream().anyMatch(network -> network.contains(peer)));
    }
}
