package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One version of the policy, complete and immutable.
public final class PolicyBundle {

    private final long version;
    private final Digest32 digest;
    private final Optional<Governance> governance;
    private final Map<Client, ClientDefinition> clients;
    private final Map<KeyId, KeyPolicy> keys;
    private final List<VenueKey> venueKeys;
    private final SharedLimits sharedLimits;
    private final AddressBook addressBook;

    PolicyBundle(
            long version,
            Digest32 digest,
            Optional<Governance> governance,
            Collection<ClientDefinition> clients,
            Map<KeyId, KeyPolicy> keys,
            Collection<VenueKey> venueKeys,
            SharedLimits sharedLimits,
            AddressBook addressBook) {
        this.version = version;
        this.digest = digest;
        this.governance = governance;
        this.clients =
                clients.stream().collect(Collectors.toUnmodifiableMap(ClientDefinition::client, Function.identity()));
        this.keys = Map.copyOf(keys);
        this.venueKeys = List.copyOf(venueKeys);
        this.sharedLimits = sharedLimits;
        this.addressBook = addressBook;
    }

    /// The file's `version`, 1 or more; a policy that follows another has a higher one.
    public long version() {
        return version;
    }

    /// SHA-256 of the file's bytes.
    public Digest32 digest() {
        return digest;
    }

    /// Who decides which policy follows; empty if whoever can write the file does.
    public Optional<Governance> governance() {
        return governance;
    }

    public boolean knows(Client client) {
        return clients.containsKey(client);
    }

    /// True if the policy knows `client` and lets it call from `address`.
    ///
    /// @param address empty if it is not known: then only a client that may call from anywhere is admitted
    public boolean admits(Client client, Optional<IpAddress> address) {
        var definition = clients.get(client);
        return definition != null && definition.mayCallFrom(address);
    }

    /// Who may call, and from where; in no order.
    public Collection<ClientDefinition> clients() {
        return clients.values();
    }

    /// The keys that sign transactions.
    public Collection<KeyPolicy> keys() {
        return keys.values();
    }

    /// The keys that no client has a grant for yet: venues' keys, in no order.
    public Collection<VenueKey> venueKeys() {
        return venueKeys;
    }

    /// The limits that are not of one key or one Safe alone.
    public SharedLimits sharedLimits() {
        return sharedLimits;
    }

    /// The policy's names for accounts and assets.
    public AddressBook addressBook() {
        return addressBook;
    }

    /// Whose places a request for a key takes; a key that there is not is not told apart by it.
    public Lane lane(KeyId keyId) {
        var key = keys.get(keyId);
        return key == null ? Lane.WITHDRAWALS : key.lane();
    }

    /// The keys that `client` has a grant for, ordered by id.
    public List<KeyPolicy> keysOf(Client client) {
        return keys.values().stream()
                .filter(key -> key.grants(client))
                .sorted(Comparator.comparing(key -> key.id().value()))
                .toList();
    }

    /// The proof that `client` may ask for `keyId`.
    ///
    /// @throws Refused KEY_NOT_GRANTED, in the same words whether the key does not exist or is not granted
    public Grant grant(Client client, KeyId keyId) throws Refused {
        var key = keys.get(keyId);
        if (key == null || !key.grants(client)) {
            throw new Refused(
                    Reason.KEY_NOT_GRANTED,
                    "client " + client + " has no grant for key " + keyId + "; the policy's rules name who has");
        }
        return new Grant(this, client, key);
    }
}
