package dev.countersign.signer.bundle.file;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `clients: { name: { id } }`.
final class Clients {

    private static final FieldNames FIELDS = FieldNames.of("id").planning("from");
    private static final String ID = "a SPIFFE ID such as spiffe://firm.example/hot-wallet";

    private Clients() {}

    static Map<String, Optional<Client>> read(Value section) {
        var clients = new LinkedHashMap<String, Optional<Client>>();
        var owners = new HashMap<Client, String>();
        section.entries("clients by name").forEach((name, value) -> {
            if (!Forms.isName(name)) {
                value.refuse("the client name '" + name + "'", Forms.NAME);
                return;
            }
            var client = value.fields(FIELDS).required("id", ID, Client::new);
            clients.put(name, client);
            client.map(id -> owners.putIfAbsent(id, name))
                    .ifPresent(owner -> value.refuse("the id of '" + owner + "' again", "one name an id"));
        });
        return clients;
    }
}
