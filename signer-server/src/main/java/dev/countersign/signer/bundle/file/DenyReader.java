package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.ContractCall;
import dev.countersign.signer.bundle.DenyRule;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.Safe;
import dev.countersign.signer.bundle.typed.TypedDefinition;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One of a key's `rules` that has `deny`.
///
/// A word in it that would deny nothing is refused: whoever wrote it believes that something is denied.
final class DenyReader {

    /// A rule and where it is written.
    record Written(DenyRule rule, Value value) {}

    private static final List<String> OF_ALLOWING = List.of("unlimited", "expires_within");

    private final RuleTerms terms;

    /// @param own the key's own account
    DenyReader(Names names, Account own) {
        this.terms = new RuleTerms(names, own, "deny");
    }

    Written read(String id, Fields fields) {
        fields.optional("allow")
                .ifPresent(allow -> allow.refuse("a rule that allows and denies", "either allow or deny"));
        OF_ALLOWING.stream()
                .flatMap(name -> fields.optional(name).stream())
                .forEach(value -> value.refuse("a field without meaning in a rule that denies", "it beside allow"));
        var deny = terms.permissions(fields.optional("deny"));
        var calls = terms.calls(fields.optional("calls"), deny);
        var typedData = terms.typedData(fields.optional("typed_data"), deny);
        refuseUnmatched(fields, deny, calls, typedData);
        var rule = new DenyRule(
                id,
                new HashSet<>(deny),
                new HashSet<>(terms.clients(fields.optional("clients"))),
                terms.assets(fields.optional("assets")).stream()
                        .map(AssetDefinition::asset)
                        .collect(Collectors.toSet()),
                accounts(fields.optional("from")),
                accounts(fields.optional("to")),
                calls.stream().map(ContractCall::name).collect(Collectors.toSet()),
                typedData.stream().map(TypedDefinition::name).collect(Collectors.toSet()),
                terms.safe(fields.optional("safe"), deny).map(Safe::account),
                fields.optional("hours").flatMap(HoursReader::readOfDenial),
                terms.when(fields.optional("when")));
        return new Written(rule, fields.owner());
    }

    /// Conditions on what moves never hold where nothing does.
    private static void refuseUnmatched(
            Fields fields, List<Permission> deny, List<ContractCall> calls, List<TypedDefinition> typedData) {
        var condition = RuleReader.OF_MOVEMENTS.stream()
                .flatMap(name -> fields.optional(name).stream())
                .findFirst();
        condition.ifPresent(value -> unmatched(fields, deny, calls, typedData)
                .forEach(still -> value.refuse(
                        "a condition on what moves, beside " + still,
                        "assets, from and to only for what moves assets; a rule of its own for the rest")));
    }

    private static Stream<String> unmatched(
            Fields fields, List<Permission> deny, List<ContractCall> calls, List<TypedDefinition> typedData) {
        var ofEveryKind = deny.contains(Permission.TYPED_DATA)
                && fields.optional("typed_data").isEmpty();
        return Stream.of(
                        deny.stream()
                                .filter(permission -> !permission.moves())
                                .map(permission -> "'" + permission.word() + "'"),
                        calls.stream().filter(call -> !call.moves()).map(call -> "the call '" + call.name() + "'"),
                        Stream.of("typed data of every kind").filter(_ -> ofEveryKind),
                        typedData.stream()
                                .filter(definition -> definition.amount().isEmpty())
                                .map(definition -> "the typed data '" + definition.name() + "'"))
                .flatMap(words -> words);
    }

    private Set<Account> accounts(Optional<Value> list) {
        return RuleTerms.some(list, terms::accounts).stream()
                .flatMap(List::stream)
                .collect(Collectors.toSet());
    }
}
