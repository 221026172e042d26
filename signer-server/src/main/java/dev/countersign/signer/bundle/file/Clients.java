package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.ClientDefinition;
import dev.countersign.signer.model.CaKey;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.IpNetwork;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `clients: { name: { id, ca, from: [ network, … ] } }`.
final class Clients {

    private static final FieldNames FIELDS = FieldNames.of("id", "ca", "from");
    private static final String ID = "a SPIFFE ID such as spiffe://firm.example/hot-wallet";

    private Clients() {}

    static Map<String, Optional<ClientDefinition>> read(Value section) {
        var clients = new LinkedHashMap<String, Optional<ClientDefinition>>();
        var owners = new HashMap<Client, String>();
        section.entries("clients by name").forEach((name, value) -> {
            if (!Forms.isName(name)) {
                value.refuse("the client name '" + name + "'", Forms.NAME);
                return;
            }
            var client = client(name, value);
            clients.put(name, client);
            client.map(known -> owners.putIfAbsent(known.client(), name))
                    .ifPresent(owner -> value.refuse("the id of '" + owner + "' again", "one name an id"));
        });
        return clients;
    }

    private static Optional<ClientDefinition> client(String name, Value value) {
        var fields = value.fields(FIELDS);
        var id = fields.required("id", ID, Client::new);
        var from = fields.optional("from").map(Clients::networks);
        var ca = fields.optional("ca")
                .map(key -> key.parse(CaKey.FORM, CaKey::parse).stream().toList());
        if (from.filter(List::isEmpty).isPresent() || ca.filter(List::isEmpty).isPresent()) {
            return Optional.empty(); // reported: it must not pass for a client of which that is left open
        }
        return id.map(client -> new ClientDefinition(name, client, ca.map(List::getFirst), from));
    }

    /// Empty if any of it is not understood.
    private static List<IpNetwork> networks(Value value) {
        var items = value.items("a list of networks");
        if (value.isList() && items.isEmpty()) {
            value.refuse("an empty list", "at least one network; leave 'from' out to admit the client from anywhere");
        }
        var networks = items.stream().flatMap(item -> network(item).stream()).toList();
        return networks.size() == items.size() ? networks : List.of();
    }

    private static Optional<IpNetwork> network(Value value) {
        return value.text(IpNetwork.FORM).flatMap(text -> {
            try {
                return Optional.of(IpNetwork.parse(text));
            } catch (IllegalArgumentException e) {
                value.refuse("'" + text + "'", String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        });
    }
}
