package dev.countersign.signer.bundle.file;

import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.bundle.AddressBook;
import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.ClientDefinition;
import dev.countersign.signer.bundle.ContractCall;
import dev.countersign.signer.bundle.Safe;
import dev.countersign.signer.bundle.typed.TypedDefinition;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.yaml.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the names in rules and limits stand for. A name whose own entry is not understood stands for nothing: that is
/// reported where it is defined, and not again wherever it is used.
///
/// @param assets by symbol
/// @param groups address groups by name
/// @param clients by name
/// @param calls contract calls by name
/// @param typedData by name
/// @param safes by name
/// @param currencies that of the policy's `reference`, by its code
record Names(
        Map<String, Optional<AssetDefinition>> assets,
        Map<String, Optional<List<Account>>> groups,
        Map<String, Optional<ClientDefinition>> clients,
        Map<String, Optional<ContractCall>> calls,
        Map<String, Optional<TypedDefinition>> typedData,
        Map<String, Optional<Safe>> safes,
        Map<String, Optional<Currency>> currencies) {

    static final String SLIP44 = "/slip44:";

    /// Stands for a name that was meant, and is none.
    static final String NOT_UNDERSTOOD = "";

    /// Of many names, so many are told to whoever misspelt one.
    private static final int SHOWN = 20;

    /// The id of a chain's coin. That of every `eip155` chain is `slip44:60` here, whatever its name: one asset, one
    /// spelling. On Bitcoin it is `slip44:0`, and `slip44:1` on its test networks (SLIP-44).
    static String coin(Chain chain) {
        var network = Network.of(chain);
        var type = network.isEmpty() ? "60" : network.get() == Network.MAINNET ? "0" : "1";
        return chain.caip2() + SLIP44 + type;
    }

    /// The same names, and contract calls that are made of them.
    Names withCalls(Map<String, Optional<ContractCall>> made) {
        return new Names(assets, groups, clients, made, typedData, safes, currencies);
    }

    /// The same names, and typed data that is made of them.
    Names withTypedData(Map<String, Optional<TypedDefinition>> made) {
        return new Names(assets, groups, clients, calls, made, safes, currencies);
    }

    /// The same names, and Safes whose limits are made of them.
    Names withSafes(Map<String, Optional<Safe>> made) {
        return new Names(assets, groups, clients, calls, typedData, made, currencies);
    }

    /// The same names, and the currency that limits may be in.
    Names withCurrencies(Map<String, Optional<Currency>> made) {
        return new Names(assets, groups, clients, calls, typedData, safes, made);
    }

    /// The currency of the policy's `reference`.
    Optional<Currency> currency(Value value) {
        return currencies.containsKey(NOT_UNDERSTOOD) ? Optional.empty() : look(value, "currency", currencies);
    }

    /// A Safe that a key of `chain` can sign for.
    Optional<Safe> safe(Value value, Chain chain) {
        return of(
                chain,
                value,
                "a Safe on",
                look(value, "Safe", safes),
                Safe::name,
                safe -> safe.account().chain());
    }

    Optional<TypedDefinition> typedData(Value value) {
        return look(value, "typed data", typedData);
    }

    /// An asset of any chain.
    Optional<AssetDefinition> asset(Value value) {
        return look(value, "asset", assets);
    }

    Optional<Client> client(Value value) {
        return look(value, "client", clients).map(ClientDefinition::client);
    }

    /// The accounts of a group, of any chain.
    Optional<List<Account>> group(Value value) {
        return look(value, "group", groups);
    }

    /// A group or an account, as far as it is of `chain`.
    ///
    /// @param expected completes "expected …"
    Optional<List<Account>> accounts(Value value, Chain chain, String expected) {
        var text = value.text(expected);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().equals(Addresses.ANY)) {
            value.refuse("'any' (planned; this version does not know it yet)", expected);
            return Optional.empty();
        }
        var accounts = text.get().contains(":")
                ? value.parse(Forms.ACCOUNT, Forms::account).map(List::of)
                : group(value);
        var here = accounts.map(list ->
                list.stream().filter(account -> account.chain().equals(chain)).toList());
        if (here.filter(List::isEmpty).isPresent()) {
            value.refuse("'" + text.get() + "', of other chains only", "accounts of the key's chain " + chain);
        }
        return here;
    }

    /// A contract call that a key of `chain` can make.
    Optional<ContractCall> call(Value value, Chain chain) {
        return of(
                chain,
                value,
                "a call on",
                look(value, "call", calls),
                ContractCall::name,
                call -> call.contract().chain());
    }

    List<ContractCall> callsOf(Chain chain) {
        return calls.values().stream()
                .flatMap(Optional::stream)
                .filter(call -> call.contract().chain().equals(chain))
                .toList();
    }

    /// An asset that a key of `chain` can move.
    Optional<AssetDefinition> asset(Value value, Chain chain) {
        return of(
                chain,
                value,
                "an asset of",
                asset(value),
                AssetDefinition::symbol,
                definition -> definition.asset().chain());
    }

    Optional<AssetDefinition> feeAsset(Chain chain) {
        return definitions()
                .filter(definition -> definition.asset().caip19().equals(coin(chain)))
                .findFirst();
    }

    /// True if every asset is understood.
    boolean hasAllAssets() {
        return assets.values().stream().allMatch(Optional::isPresent);
    }

    /// By symbol.
    Map<String, AssetDefinition> assetsOf(Chain chain) {
        return definitions()
                .filter(definition -> definition.asset().chain().equals(chain))
                .collect(Collectors.toMap(AssetDefinition::symbol, definition -> definition));
    }

    AddressBook addressBook() {
        var listed = new HashMap<Account, List<String>>();
        safes.values().stream()
                .flatMap(Optional::stream)
                .forEach(safe -> listed.put(safe.account(), new ArrayList<>(List.of(safe.name()))));
        new TreeMap<>(groups)
                .forEach((group, accounts) -> accounts.orElse(List.of()).stream()
                        .distinct()
                        .forEach(account -> listed.computeIfAbsent(account, _ -> new ArrayList<>())
                                .add(group)));
        return new AddressBook(
                listed, definitions().collect(Collectors.toMap(AssetDefinition::asset, definition -> definition)));
    }

    private Stream<AssetDefinition> definitions() {
        return assets.values().stream().flatMap(Optional::stream);
    }

    /// What was found, if it is of a key's chain.
    ///
    /// @param what it is, and `of` or `on`
    private static <T> Optional<T> of(
            Chain chain,
            Value value,
            String what,
            Optional<T> found,
            Function<T, String> name,
            Function<T, Chain> chainOf) {
        var elsewhere = found.filter(some -> !chainOf.apply(some).equals(chain));
        elsewhere.ifPresent(some -> value.refuse(
                name.apply(some) + ", " + what + " " + chainOf.apply(some), what + " the key's chain " + chain));
        return elsewhere.isPresent() ? Optional.empty() : found;
    }

    /// What a name stands for.
    ///
    /// @param known by name; empty for one whose own entry is not understood
    static <T> Optional<T> look(Value value, String what, Map<String, Optional<T>> known) {
        var name = value.text("the name of one " + what);
        if (name.isPresent() && !known.containsKey(name.get())) {
            value.refuse("unknown " + what + " '" + name.get() + "'", oneOf(known));
        }
        return name.flatMap(text -> known.getOrDefault(text, Optional.empty()));
    }

    /// Completes "expected …": the names that there are, or the first of many.
    static String oneOf(Map<String, ?> known) {
        if (known.isEmpty()) {
            return "one of: none, the file defines none";
        }
        var names = new TreeSet<>(known.keySet()).stream().limit(SHOWN).collect(Collectors.joining(", "));
        return "one of: " + names + (known.size() > SHOWN ? ", … (" + known.size() + " in all)" : "");
    }
}
