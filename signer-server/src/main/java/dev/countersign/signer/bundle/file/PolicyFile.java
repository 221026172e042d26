package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AddressBook;
import dev.countersign.signer.bundle.ClientDefinition;
import dev.countersign.signer.bundle.Governance;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Observers;
import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.bundle.SharedLimits;
import dev.countersign.signer.bundle.VenueKey;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import dev.countersign.signer.yaml.YamlFile;
import dev.countersign.signer.yaml.YamlInvalid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a policy file says, all of it understood.
///
/// @param version 1 or more
/// @param governance empty for a policy without officers
/// @param observers empty if nothing tells what is spent on the chains
/// @param keys those that sign transactions of a chain
public record PolicyFile(
        long version,
        Optional<Governance> governance,
        Optional<Reference> reference,
        Optional<Observers> observers,
        List<ClientDefinition> clients,
        Map<KeyId, KeyPolicy> keys,
        List<VenueKey> venueKeys,
        SharedLimits sharedLimits,
        AddressBook addressBook) {

    private static final FieldNames FIELDS = FieldNames.of(
                    "version",
                    "deployment",
                    "builds_on",
                    "officers",
                    "reference",
                    ObserversReader.OBSERVERS,
                    "assets",
                    "addresses",
                    "clients",
                    "calls",
                    "typed_data",
                    "safes",
                    "keys",
                    "groups",
                    "limits")
            .planning("approvals", "venues");

    public PolicyFile {
        clients = List.copyOf(clients);
        keys = Map.copyOf(keys);
        venueKeys = List.copyOf(venueKeys);
    }

    /// Takes the file apart.
    ///
    /// @throws YamlInvalid with every problem found
    public static PolicyFile read(YamlFile file) throws YamlInvalid {
        var legible = file.root().problemCount() == 0;
        var fields = file.root().fields(FIELDS);
        var version = fields.required("version", "the policy's version, 1 or more")
                .flatMap(value -> value.integer(1, 1_000_000_000_000L));
        var governance = GovernanceReader.read(fields);
        var plain = plainNames(fields);
        var valued = fields.optional("reference")
                .map(section -> ReferenceReader.read(section, plain))
                .orElse(ReferenceReader.Written.NOTHING);
        var names = names(fields, plain.withCurrencies(valued.currencies()));
        var observers = new ObserversReader(names).read(fields);
        var keys = fields.required("keys", "the keys by name; {} for none")
                .map(value -> keys(value, names))
                .orElse(new Keys(Map.of(), List.of()));
        var shared = shared(fields, names, keys, valued, legible);
        file.orThrow();
        var clients =
                names.clients().values().stream().flatMap(Optional::stream).toList();
        return new PolicyFile(
                version.orElseThrow(),
                governance,
                valued.reference(),
                observers,
                clients,
                keys.policies(),
                keys.ofVenues(),
                shared,
                names.addressBook());
    }

    /// Reads what several keys have in common; with it, what bounds each key is known.
    ///
    /// @param legible false if parts of the file are not YAML as it is read here: a limit may be among them
    private static SharedLimits shared(
            Fields file, Names names, Keys keys, ReferenceReader.Written valued, boolean legible) {
        var before = file.owner().problemCount();
        var shared = new Groups(names, keys.byName()).read(file);
        if (legible
                && file.owner().problemCount() == before) { // a limit that is only misspelt is not reported as missing
            keys.ofChains().values().stream()
                    .flatMap(Optional::stream)
                    .filter(KeyReader.Written::whole)
                    .forEach(written -> {
                        new Coverage(written.key(), shared).check(written.rules());
                        if (valued.whole()) {
                            new PricedRules(written.key(), shared, valued.reference()).check(written.rules());
                        }
                    });
        }
        return shared;
    }

    private static Names plainNames(Fields fields) {
        return new Names(
                fields.optional("assets").map(Assets::read).orElse(Map.of()),
                fields.optional("addresses").map(Addresses::read).orElse(Map.of()),
                fields.optional("clients").map(Clients::read).orElse(Map.of()),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of());
    }

    private static Names names(Fields fields, Names plain) {
        var calls = fields.optional("calls")
                .map(section -> plain.withCalls(Calls.read(section, plain)))
                .orElse(plain);
        var typed = fields.optional("typed_data")
                .map(section -> calls.withTypedData(new TypedDataReader(plain).read(section)))
                .orElse(calls);
        return fields.optional("safes")
                .map(section -> typed.withSafes(Safes.read(section, plain)))
                .orElse(typed);
    }

    private static Keys keys(Value section, Names names) {
        var keys = new LinkedHashMap<KeyId, Optional<KeyReader.Written>>();
        var venueKeys = new ArrayList<VenueKey>();
        var owners = new HashMap<PinnedKey, KeyId>();
        section.entries("keys by name").forEach((name, value) -> {
            if (!Forms.isName(name)) {
                value.refuse("the key name '" + name + "'", Forms.NAME);
                return;
            }
            var id = new KeyId(name);
            if (value.has(VenueKeyReader.VENUE)) {
                VenueKeyReader.read(id, value).ifPresent(key -> {
                    refuseSecondName(key.pinned(), id, owners, value);
                    venueKeys.add(key);
                });
            } else {
                var written = KeyReader.read(id, value, names);
                written.ifPresent(key -> refuseSecondName(key.key().publicKey(), id, owners, value));
                keys.put(id, written);
            }
        });
        return new Keys(keys, venueKeys);
    }

    /// Charges and nonces go by public key: two names would share them unseen. And what is signed for one purpose must
    /// never mean anything for another.
    private static void refuseSecondName(PinnedKey key, KeyId id, Map<PinnedKey, KeyId> owners, Value value) {
        var owner = owners.putIfAbsent(key, id);
        if (owner != null) {
            var pin = key.kind().asymmetric() ? "public key" : "check value";
            value.refuse("the " + pin + " of '" + owner + "' again", "one name and one purpose for a key");
        }
    }

    /// @param ofChains empty for one that is not understood
    private record Keys(Map<KeyId, Optional<KeyReader.Written>> ofChains, List<VenueKey> ofVenues) {

        Map<KeyId, KeyPolicy> policies() {
            var policies = new LinkedHashMap<KeyId, KeyPolicy>();
            ofChains.forEach((id, written) -> written.ifPresent(key -> policies.put(id, key.key())));
            return policies;
        }

        Map<String, Optional<KeyPolicy>> byName() {
            var byName = new LinkedHashMap<String, Optional<KeyPolicy>>();
            ofChains.forEach((id, written) -> byName.put(id.value(), written.map(KeyReader.Written::key)));
            return byName;
        }
    }
}
