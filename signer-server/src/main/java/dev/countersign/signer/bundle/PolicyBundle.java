package dev.countersign.signer.bundle;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.CaKey;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One version of the policy, complete and immutable.
public final class PolicyBundle {

    private final long version;
    private final Digest32 digest;
    private final Optional<Governance> governance;
    private final Optional<Reference> reference;
    private final Optional<Observers> observers;
    private final Map<Client, ClientDefinition> clients;
    private final Map<KeyId, KeyPolicy> keys;
    private final List<VenueKey> venueKeys;
    private final SharedLimits sharedLimits;
    private final AddressBook addressBook;
    private final Newcomers newcomers;

    PolicyBundle(
            long version,
            Digest32 digest,
            Optional<Governance> governance,
            Optional<Reference> reference,
            Optional<Observers> observers,
            Collection<ClientDefinition> clients,
            Map<KeyId, KeyPolicy> keys,
            Collection<VenueKey> venueKeys,
            SharedLimits sharedLimits,
            AddressBook addressBook) {
        this(
                version,
                digest,
                governance,
                reference,
                observers,
                clients,
                keys,
                venueKeys,
                sharedLimits,
                addressBook,
                Newcomers.NONE);
    }

    private PolicyBundle(
            long version,
            Digest32 digest,
            Optional<Governance> governance,
            Optional<Reference> reference,
            Optional<Observers> observers,
            Collection<ClientDefinition> clients,
            Map<KeyId, KeyPolicy> keys,
            Collection<VenueKey> venueKeys,
            SharedLimits sharedLimits,
            AddressBook addressBook,
            Newcomers newcomers) {
        this.version = version;
        this.digest = digest;
        this.governance = governance;
        this.reference = reference;
        this.observers = observers;
        this.clients =
                clients.stream().collect(Collectors.toUnmodifiableMap(ClientDefinition::client, Function.identity()));
        this.keys = Map.copyOf(keys);
        this.venueKeys = List.copyOf(venueKeys);
        this.sharedLimits = sharedLimits;
        this.addressBook = addressBook;
        this.newcomers = newcomers;
    }

    /// The same policy, whose rules and lists of change lack what is new.
    ///
    /// @param newcomers what is left out of the rules, and until when
    /// @param newChange what is left out of each Bitcoin key's list of change
    public PolicyBundle without(Newcomers newcomers, Map<PinnedKey, Set<OutputScript>> newChange) {
        var narrowed = new HashMap<KeyId, KeyPolicy>();
        keys.forEach((id, key) -> {
            var rules = key.rules().stream()
                    .map(rule -> rule.to(rule.to().stream()
                            .filter(account -> newcomers
                                    .opens(key.publicKey(), rule.id(), account)
                                    .isEmpty())
                            .collect(Collectors.toSet())))
                    .toList();
            var left = newChange.getOrDefault(key.publicKey(), Set.of());
            var bitcoin = key.bitcoin()
                    .map(terms -> terms.change(terms.change().stream()
                            .filter(script -> !left.contains(script))
                            .collect(Collectors.toSet())));
            narrowed.put(id, key.narrowed(rules, bitcoin));
        });
        return new PolicyBundle(
                version,
                digest,
                governance,
                reference,
                observers,
                clients.values(),
                narrowed,
                venueKeys,
                sharedLimits,
                addressBook,
                newcomers);
    }

    /// What of the file its rules do not list yet, because it is new.
    public Newcomers newcomers() {
        return newcomers;
    }

    /// When a rule that does not list an account yet will; empty if it does, or never will.
    public Optional<Instant> opens(KeyPolicy key, String ruleId, Account account) {
        return newcomers.opens(key.publicKey(), ruleId, account);
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

    /// What limits across assets are counted in; empty if there are none.
    public Optional<Reference> reference() {
        return reference;
    }

    /// Who tells what is spent on the chains; empty if nobody does.
    public Optional<Observers> observers() {
        return observers;
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

    /// The CA whose certificates alone name `client`; empty if any that the server trusts does.
    public Optional<CaKey> ca(Client client) {
        return Optional.ofNullable(clients.get(client)).flatMap(ClientDefinition::ca);
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
