package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.Safe;
import dev.countersign.signer.bundle.SharedLimits;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/// `groups: { NAME: { keys, safes, limits } }`, and the `limits` of the whole policy.
///
/// @param keys those that sign transactions, by name; empty for one that is not understood
record Groups(Names names, Map<String, Optional<KeyPolicy>> keys) {

    /// What the limits of the whole policy are called in front, so nothing else may be.
    static final String ALL = "all";

    private static final FieldNames FIELDS = FieldNames.of("keys", "safes", "limits");
    private static final String MEMBERS = "keys, safes or both";

    /// A key or a Safe, and the chain whose assets it has.
    private record Member(Payer payer, Chain chain) {

        static Member of(KeyPolicy key) {
            return new Member(new Payer.Key(key.publicKey()), key.chain());
        }

        static Member of(Safe safe) {
            return new Member(new Payer.Safe(safe.account()), safe.account().chain());
        }
    }

    SharedLimits read(Fields file) {
        var groups = new ArrayList<SharedLimits.Group>();
        file.optional("groups").stream()
                .flatMap(section -> section.entries("groups of keys by name").entrySet().stream())
                .forEach(entry -> group(entry.getKey(), entry.getValue()).ifPresent(groups::add));
        var everybody = new ArrayList<Optional<Member>>();
        keys.values().forEach(key -> everybody.add(key.map(Member::of)));
        names.safes().values().forEach(safe -> everybody.add(safe.map(Member::of)));
        return new SharedLimits(groups, limits(file, ALL, Scope.ALL, everybody));
    }

    private Optional<SharedLimits.Group> group(String name, Value value) {
        if (!Forms.isName(name) || name.equals(ALL) || names.safes().containsKey(name)) {
            value.refuse("the group name '" + name + "'", Forms.NAME + ", other than '" + ALL + "' and those of Safes");
            return Optional.empty();
        }
        var fields = value.fields(FIELDS);
        var members = new ArrayList<Optional<Member>>();
        members.addAll(members(
                fields,
                "keys",
                "key",
                written -> Names.look(written, "key", keys).map(Member::of)));
        members.addAll(members(
                fields,
                "safes",
                "Safe",
                written -> Names.look(written, "Safe", names.safes()).map(Member::of)));
        if (members.isEmpty()) {
            value.refuse("a group without keys", MEMBERS);
        }
        fields.required("limits", "the limits that its members have in common");
        var limits = limits(fields, name, Scope.GROUP, members);
        var payers =
                members.stream().flatMap(Optional::stream).map(Member::payer).toList();
        return payers.isEmpty()
                ? Optional.empty()
                : Optional.of(new SharedLimits.Group(name, Payers.of(payers), limits));
    }

    /// One for each name; empty for one that stands for nothing, which is reported.
    private static List<Optional<Member>> members(
            Fields group, String field, String what, Function<Value, Optional<Member>> look) {
        var seen = new HashSet<String>();
        return group.optional(field).stream()
                .flatMap(list -> list.items("a list of names").stream())
                .map(written -> {
                    var member = look.apply(written);
                    written.text("a name")
                            .filter(name -> !seen.add(name))
                            .ifPresent(name ->
                                    written.refuse("the " + what + " '" + name + "' again", "each once in a group"));
                    return member;
                })
                .toList();
    }

    private List<Limit> limits(Fields owner, String name, Scope scope, List<Optional<Member>> members) {
        var chains = new TreeSet<String>();
        members.stream()
                .flatMap(Optional::stream)
                .forEach(member -> chains.add(member.chain().caip2()));
        var allKnown = !members.isEmpty() && members.stream().allMatch(Optional::isPresent);
        return new LimitReader(
                        name + "/",
                        List.of(scope),
                        symbol -> names.asset(symbol).filter(asset -> !allKnown || isOf(chains, asset, symbol)),
                        names::currency)
                .readAll(owner);
    }

    /// What no member can be charged for would never count: whoever limits it means something else.
    private static boolean isOf(TreeSet<String> chains, AssetDefinition definition, Value symbol) {
        var chain = definition.asset().chain();
        var known = chains.contains(chain.caip2());
        if (!known) {
            symbol.refuse(
                    definition.symbol() + ", an asset of " + chain,
                    "an asset of the chains that its keys and Safes are on: " + String.join(", ", chains));
        }
        return known;
    }
}
