package dev.countersign.signer.governance.diff;

import dev.countersign.signer.bundle.ClientDefinition;
import dev.countersign.signer.model.IpNetwork;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Clients, by the SPIFFE ID in their certificates. One with another ID is another client.
final class ClientDiff {

    static final Comparison<ClientDefinition> CLIENT = Comparison.ofRecord(ClientDefinition.class)
            .without("name")
            .part("from", ClientDefinition::from, ClientDiff::networks);

    private ClientDiff() {}

    static List<Change> changes(
            Place policy, Collection<ClientDefinition> active, Collection<ClientDefinition> proposed) {
        return Parts.byName(byId(active), byId(proposed), new Parts.ByName<>() {
            @Override
            public Change added(String id, ClientDefinition client) {
                return place(policy, client).more("is new: " + id);
            }

            @Override
            public Change removed(String id, ClientDefinition client) {
                return place(policy, client).less("is gone: " + id);
            }

            @Override
            public List<Change> both(String id, ClientDefinition before, ClientDefinition after) {
                return CLIENT.changes(place(policy, after), before, after);
            }
        });
    }

    private static Place place(Place policy, ClientDefinition client) {
        return policy.at("clients." + client.name());
    }

    private static Map<String, ClientDefinition> byId(Collection<ClientDefinition> clients) {
        return clients.stream()
                .collect(Collectors.toMap(definition -> definition.client().spiffeId(), Function.identity()));
    }

    private static List<Change> networks(
            Place client, Optional<List<IpNetwork>> active, Optional<List<IpNetwork>> proposed) {
        var place = client.at("from");
        if (active.isEmpty()) {
            return proposed.stream()
                    .map(networks -> place.less("admits it from " + words(networks) + " only (was from anywhere)"))
                    .toList();
        }
        if (proposed.isEmpty()) {
            return List.of(place.more("admits it from anywhere (was from " + words(active.get()) + " only)"));
        }
        var within = proposed.get().stream().allMatch(network -> isWithin(network, active.get()));
        var words = "admits it from " + words(proposed.get()) + " (was from " + words(active.get()) + ")";
        return List.of(within ? place.less(words) : place.more(words));
    }

    private static boolean isWithin(IpNetwork network, List<IpNetwork> others) {
        return others.stream()
                .anyMatch(other -> other.prefixLength() <= network.prefixLength() && other.contains(network.first()));
    }

    private static String words(List<IpNetwork> networks) {
        return Wording.list(networks, IpNetwork::toString);
    }
}
