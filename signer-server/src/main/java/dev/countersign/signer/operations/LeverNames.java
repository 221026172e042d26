package dev.countersign.signer.operations;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.ClientDefinition;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What an operator means by a name. Names are the policy's, and a name that it lacks stops nothing: it
/// is refused, with the names that there are. Identities (public keys, SPIFFE IDs, CAIP-19 ids) are
/// taken whether the policy has them or not, so that what an officer has just removed, or is about to
/// bring back, can be stopped, too.
public record LeverNames(PolicyBundle policy) {

    /// What can be frozen.
    public enum Scope {
        ALL,
        KEY,
        CLIENT,
        ASSET;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Lever freeze(Scope scope, String name) throws Refused {
        return switch (scope) {
            case ALL -> new Lever.FreezeAll();
            case KEY -> new Lever.FreezeKey(key(name));
            case CLIENT -> new Lever.FreezeClient(client(name));
            case ASSET -> new Lever.FreezeAsset(asset(name));
        };
    }

    Client client(String name) throws Refused {
        var clients = policy.clients().stream()
                .collect(Collectors.toMap(ClientDefinition::name, ClientDefinition::client, (a, _) -> a, TreeMap::new));
        var named = clients.get(name);
        if (named != null) {
            return named;
        }
        if (!Client.isSpiffeId(name)) {
            throw unknown("client", name, "SPIFFE ID", clients.keySet());
        }
        return new Client(name);
    }

    private Bytes key(String name) throws Refused {
        var keys = keys();
        var named = keys.get(name);
        if (named != null) {
            return named.encoded();
        }
        if (!name.matches("([0-9a-f]{2}){32," + Lever.MOST_KEY_BYTES + "}")) {
            throw unknown("key", name, "public key in lower-case hex", keys.keySet());
        }
        return Bytes.fromHex(name);
    }

    private Asset asset(String name) throws Refused {
        var assets = policy.addressBook().assets().values().stream()
                .collect(Collectors.toMap(AssetDefinition::symbol, AssetDefinition::asset, (a, _) -> a, TreeMap::new));
        var named = assets.get(name);
        if (named != null) {
            return named;
        }
        try {
            return new Asset(name);
        } catch (IllegalArgumentException e) {
            throw unknown("asset", name, "CAIP-19 id", assets.keySet());
        }
    }

    private Map<String, PinnedKey> keys() {
        var keys = new TreeMap<String, PinnedKey>();
        policy.keys().forEach(key -> keys.put(key.id().value(), key.publicKey()));
        policy.venueKeys().forEach(key -> keys.put(key.id().value(), key.pinned()));
        return keys;
    }

    private static Refused unknown(String scope, String name, String identity, Collection<String> names) {
        return new Refused(
                Reason.MALFORMED_REQUEST,
                "the policy names no " + scope + " '" + name + "', and it is no " + identity + "; it names "
                        + String.join(", ", names));
    }

    /// True if the policy that decides has what the lever stops.
    boolean know(Lever lever) {
        return switch (lever) {
            case Lever.FreezeAll _, Lever.PullBrake _ -> true;
            case Lever.FreezeKey(var publicKey) ->
                keys().values().stream().anyMatch(key -> key.encoded().equals(publicKey));
            case Lever.FreezeClient(var client) -> policy.knows(client);
            case Lever.RevokeClient(var client) -> policy.knows(client);
            case Lever.FreezeAsset(var asset) ->
                policy.addressBook().definition(asset).isPresent();
        };
    }
}
