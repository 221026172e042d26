package dev.countersign.signer.bundle.file;

import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.ContractCall;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.Safe;
import dev.countersign.signer.bundle.condition.When;
import dev.countersign.signer.bundle.typed.TypedDefinition;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.yaml.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What the rules of a key are made of, whether they allow or deny: permissions, and names for what there is on the
/// key's chain.
///
/// @param own the key's own account
/// @param field that has the permissions: `allow` or `deny`
record RuleTerms(Names names, Account own, String field) {

    static final String PERMISSIONS =
            Arrays.stream(Permission.values()).map(Permission::word).collect(Collectors.joining(", "));
    static final String ACCOUNTS = "a list of address groups and accounts";

    /// The items of a list that must not be empty, as far as they are understood.
    static <T> List<T> some(Optional<Value> list, Function<Value, Optional<T>> reader) {
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

    List<Permission> permissions(Optional<Value> list) {
        return some(list, this::permission);
    }

    List<Client> clients(Optional<Value> list) {
        return some(list, names::client);
    }

    List<AssetDefinition> assets(Optional<Value> list) {
        return some(list, value -> names.asset(value, own.chain()));
    }

    /// A group or an account, as far as it is of the key's chain.
    Optional<List<Account>> accounts(Value value) {
        return names.accounts(value, own.chain(), ACCOUNTS);
    }

    /// A Safe's transaction is a call that the Safe makes; what it would sign as a contract (ERC-1271) is not read
    /// here.
    Optional<Safe> safe(Optional<Value> name, List<Permission> permissions) {
        name.ifPresent(value -> permissions.stream()
                .filter(permission -> !permission.isSent())
                .forEach(permission -> value.refuse(
                        "a Safe beside '" + permission.word() + "'",
                        "what a Safe's transactions do: transfer, approve, revoke, wrap, call, cancel")));
        return name.flatMap(value -> names.safe(value, own.chain()));
    }

    List<ContractCall> calls(Optional<Value> list, List<Permission> permissions) {
        return named(list, permissions, Permission.CALL, name -> names.call(name, own.chain()));
    }

    List<TypedDefinition> typedData(Optional<Value> list, List<Permission> permissions) {
        return named(list, permissions, Permission.TYPED_DATA, this::typedData);
    }

    boolean isBitcoin() {
        return Network.of(own.chain()).isPresent();
    }

    Optional<When> when(Optional<Value> value) {
        return value.flatMap(new WhenReader(names, own.chain())::read);
    }

    private <T> List<T> named(
            Optional<Value> list,
            List<Permission> permissions,
            Permission permission,
            Function<Value, Optional<T>> reader) {
        if (permissions.contains(permission)) {
            return some(list, reader);
        }
        list.ifPresent(surplus -> surplus.refuse(
                "a field without use here", "it only beside " + field + ": [ " + permission.word() + " ]"));
        return List.of();
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

    private String fitting() {
        return Arrays.stream(Permission.values())
                .filter(this::fits)
                .map(Permission::word)
                .collect(Collectors.joining(", "));
    }

    private static Optional<Permission> known(Value value) {
        return value.parse("one of: " + PERMISSIONS, Permission::of);
    }
}
