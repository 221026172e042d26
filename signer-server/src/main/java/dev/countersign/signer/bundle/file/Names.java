package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.yaml.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the names in rules and limits stand for.
///
/// @param assets by symbol
/// @param groups address groups by name
/// @param clients by name
record Names(Map<String, AssetDefinition> assets, Map<String, List<Account>> groups, Map<String, Client> clients) {

    /// The native coin of every `eip155` chain is `slip44:60` here, whatever its name: one asset, one spelling.
    static final String NATIVE = "/slip44:60";

    Optional<Client> client(Value value) {
        return look(value, "client", clients);
    }

    Optional<List<Account>> group(Value value) {
        return look(value, "group", groups);
    }

    /// An asset that a key of `chain` can move.
    Optional<AssetDefinition> asset(Value value, Chain chain) {
        var asset = look(value, "asset", assets);
        var elsewhere = asset.filter(definition -> !definition.asset().chain().equals(chain));
        elsewhere.ifPresent(definition -> value.refuse(
                definition.symbol() + ", an asset of " + definition.asset().chain(),
                "an asset of the key's chain " + chain));
        return elsewhere.isPresent() ? Optional.empty() : asset;
    }

    Optional<AssetDefinition> feeAsset(Chain chain) {
        return assets.values().stream()
                .filter(definition -> definition.asset().caip19().equals(chain.caip2() + NATIVE))
                .findFirst();
    }

    Map<String, AssetDefinition> assetsOf(Chain chain) {
        var here = new TreeMap<>(assets);
        here.values().removeIf(definition -> !definition.asset().chain().equals(chain));
        return here;
    }

    private static <T> Optional<T> look(Value value, String what, Map<String, T> known) {
        var names = known.isEmpty() ? "none, the file defines none" : String.join(", ", new TreeSet<>(known.keySet()));
        var expected = "one of: " + names;
        var name = value.text(expected);
        var found = name.flatMap(text -> Optional.ofNullable(known.get(text)));
        if (name.isPresent() && found.isEmpty()) {
            value.refuse("unknown " + what + " '" + name.get() + "'", expected);
        }
        return found;
    }
}
