package dev.countersign.signer.bundle.file;

import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.ContractCall;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.bundle.Safe;
import dev.countersign.signer.bundle.typed.TypedDefinition;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `rules` of one key.
final class RuleReader {

    /// A rule and where it is written.
    ///
    /// @param typedData what it names
    /// @param safe that it is for, if not the key's own account
    record Written(Rule rule, Value value, List<TypedDefinition> typedData, Optional<Safe> safe) {

        /// True if it names a Safe of which it is not known what bounds it: that is reported where the Safe is defined.
        boolean ofUnknownSafe() {
            return safe.isEmpty() && value.has("safe");
        }
    }

    private static final FieldNames FIELDS = FieldNames.of(
                    "id",
                    "allow",
                    "clients",
                    "safe",
                    "assets",
                    "from",
                    "to",
                    "calls",
                    "typed_data",
                    "expires_within",
                    "unlimited")
            .planning("hours", "when", "deny", "approvals");
    private static final String TO = "a list of address groups and accounts";
    private static final List<String> OF_MOVEMENTS = List.of("assets", "from", "to");

    /// A signature that can be used for longer outlives what was known when it was made.
    private static final Duration EXPIRES_WITHIN = Duration.ofHours(1);

    private static final String PERMISSIONS =
            Arrays.stream(Permission.values()).map(Permission::word).collect(Collectors.joining(", "));

    private final Names names;
    private final Account own;

    /// @param own the key's own account
    RuleReader(Names names, Account own) {
        this.names = names;
        this.own = own;
    }

    List<Written> readAll(Fields key) {
        var ids = new HashSet<String>();
        return key.required("rules", "a list of rules; [] for none").stream()
                .flatMap(section -> section.items("a list of rules").stream())
                .map(value -> written(value, ids))
                .toList();
    }

    private Written written(Value value, Set<String> ids) {
        var fields = value.fields(FIELDS);
        var id = fields.required("id", Forms.NAME, Forms::name).orElse("");
        if (!id.isEmpty() && !ids.add(id)) {
            value.refuse("the rule '" + id + "' again", "each id once in a key");
        }
        var allow = some(fields.required("allow", "what it allows: " + PERMISSIONS), this::permission);
        var clients = some(fields.required("clients", "the clients that it allows"), names::client);
        var unlimited = fields.optional("unlimited").flatMap(Value::truth).orElse(false);
        var within = fields.optional("expires_within")
                .flatMap(duration -> duration.duration("1m", "30d"))
                .orElse(EXPIRES_WITHIN);
        var safe = safe(fields, allow);
        var calls = calls(fields, allow);
        var typedData = typedData(fields, allow);
        if (!allow.isEmpty() && !moves(allow, calls, typedData)) {
            OF_MOVEMENTS.stream()
                    .flatMap(name -> fields.optional(name).stream())
                    .forEach(surplus -> surplus.refuse(
                            "a field without use in a rule by which nothing moves",
                            "it only beside what moves, such as allow: [ transfer ] or [ approve ]"));
            var rule = rule(
                    id, allow, clients, List.of(), List.of(), List.of(), within, calls, typedData, unlimited, safe);
            return new Written(rule, value, typedData, safe);
        }
        var assets = some(fields.required("assets", "the assets that may be moved"), this::asset);
        var to = some(fields.required("to", TO), this::destinations);
        var from = some(fields.optional("from"), this::accounts);
        var rule = rule(id, allow, clients, assets, from, to, within, calls, typedData, unlimited, safe);
        return new Written(rule, value, typedData, safe);
    }

    /// A Safe's transaction is a call that the Safe makes; what it would sign as a contract (ERC-1271) is not read
    /// here.
    private Optional<Safe> safe(Fields fields, List<Permission> allow) {
        var name = fields.optional("safe");
        name.ifPresent(value -> allow.stream()
                .filter(permission -> !permission.isSent())
                .forEach(permission -> value.refuse(
                        "a Safe in a rule that allows '" + permission.word() + "'",
                        "what a Safe's transactions do: transfer, approve, revoke, wrap, call, cancel")));
        return name.flatMap(value -> names.safe(value, own.chain()));
    }

    private List<ContractCall> calls(Fields fields, List<Permission> allow) {
        if (allow.contains(Permission.CALL)) {
            return some(
                    fields.required("calls", "the contract calls that it allows, by name"),
                    name -> names.call(name, own.chain()));
        }
        fields.optional("calls")
                .ifPresent(surplus -> surplus.refuse(
                        "a field without use in a rule that allows no call", "it only beside allow: [ call ]"));
        return List.of();
    }

    private static boolean moves(List<Permission> allow, List<ContractCall> calls, List<TypedDefinition> typedData) {
        return allow.stream().anyMatch(permission -> permission.moves() && !permission.named())
                || calls.stream().anyMatch(ContractCall::moves)
                || typedData.stream().anyMatch(definition -> definition.amount().isPresent());
    }

    private List<TypedDefinition> typedData(Fields fields, List<Permission> allow) {
        if (!allow.contains(Permission.TYPED_DATA)) {
            fields.optional("typed_data")
                    .ifPresent(surplus ->
                            surplus.refuse("a field without use here", "it only beside allow: [ typed-data ]"));
            return List.of();
        }
        return some(fields.required("typed_data", "the names of the typed data that it allows"), this::typedData);
    }

    private Optional<TypedDefinition> typedData(Value value) {
        var definition = names.typedData(value);
        var elsewhere = definition
                .flatMap(TypedDefinition::amount)
                .map(amount -> amount.asset().asset().chain())
                .filter(chain -> !chain.equals(own.chain()));
        elsewhere.ifPresent(chain -> value.refuse(
                "typed data that moves an asset of " + chain, "typed data of the key's chain " + own.chain()));
        return elsewhere.isPresent() ? Optional.empty() : definition;
    }

    private static Rule rule(
            String id,
            List<Permission> allow,
            List<Client> clients,
            List<AssetDefinition> assets,
            List<List<Account>> from,
            List<List<Account>> to,
            Duration within,
            List<ContractCall> calls,
            List<TypedDefinition> typedData,
            boolean unlimited,
            Optional<Safe> safe) {
        return new Rule(
                id,
                new HashSet<>(allow),
                new HashSet<>(clients),
                assets.stream().map(AssetDefinition::asset).collect(Collectors.toSet()),
                from.stream().flatMap(List::stream).collect(Collectors.toSet()),
                to.stream().flatMap(List::stream).collect(Collectors.toSet()),
                within,
                calls.stream().map(ContractCall::name).collect(Collectors.toSet()),
                typedData.stream().map(TypedDefinition::name).collect(Collectors.toSet()),
                unlimited,
                safe.map(Safe::account));
    }

    /// The items of a list that must not be empty, as far as they are understood.
    private static <T> List<T> some(Optional<Value> list, Function<Value, Optional<T>> reader) {
        return list.stream()
                .flatMap(value -> {
                    var items = value.items("a list, such as [ … ]");
                    if (value.isList() && items.isEmpty()) {
                        value.refuse("an empty list", "at least one");
                    }
                    return items.stream();
                })
                .flatMap(item -> reader.apply(item).stream())
                .toList();
    }

    private Optional<Permission> permission(Value value) {
        var permission = known(value);
        if (permission.filter(known -> !fits(known)).isPresent()) {
            value.refuse(
                    "'" + permission.get().word() + "', which there is not on " + own.chain(),
                    "what there is: " + fitting());
        }
        return permission;
    }

    private boolean fits(Permission permission) {
        return switch (permission) {
            case TRANSFER -> true;
            case CONSOLIDATE -> isBitcoin();
            default -> !isBitcoin();
        };
    }

    private boolean isBitcoin() {
        return Network.of(own.chain()).isPresent();
    }

    private String fitting() {
        return Arrays.stream(Permission.values())
                .filter(this::fits)
                .map(Permission::word)
                .collect(Collectors.joining(", "));
    }

    private static Optional<Permission> known(Value value) {
        return value.parse(
                "one of: " + PERMISSIONS,
                word -> Arrays.stream(Permission.values())
                        .filter(permission -> permission.word().equals(word))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new));
    }

    private Optional<AssetDefinition> asset(Value value) {
        return names.asset(value, own.chain());
    }

    private Optional<List<Account>> destinations(Value value) {
        var here = accounts(value);
        if (here.filter(list -> list.contains(own)).isPresent()) {
            value.refuse(
                    "the key's own account " + own.address(),
                    isBitcoin()
                            ? "other accounts; what goes to the key itself needs allow: [ consolidate ]"
                            : "other accounts; a nonce is freed by allow: [ cancel ]");
        }
        return here;
    }

    private Optional<List<Account>> accounts(Value value) {
        return names.accounts(value, own.chain(), TO);
    }
}
