package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.Condition;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A condition on one value of a payload: `any`, `own`, `{ equals }`, `{ one_of }` or `{ in }`.
///
/// @param what it is about, such as `a parameter of type bool`
/// @param holdsAddress the value can be an account
/// @param constant reads a value, or reports that it is none of the type
/// @param accounts reads a group or an account
record Conditions<V>(
        String what,
        boolean holdsAddress,
        Function<Value, Optional<V>> constant,
        Function<Value, Optional<List<Account>>> accounts) {

    static final String FORMS =
            "any, { equals: … }, { one_of: [ … ] }, or for an address own or { in: [ groups and accounts ] }";

    private static final FieldNames EQUALS = FieldNames.of("equals");
    private static final FieldNames ONE_OF = FieldNames.of("one_of");
    private static final FieldNames IN = FieldNames.of("in");

    Optional<Condition<V>> read(Value value) {
        if (value.has("equals")) {
            return value.fields(EQUALS)
                    .optional("equals")
                    .flatMap(constant)
                    .map(one -> new Condition.OneOf<>(Set.of(one)));
        }
        if (value.has("one_of")) {
            return value.fields(ONE_OF)
                    .optional("one_of")
                    .map(list -> RuleTerms.some(Optional.of(list), constant))
                    .filter(values -> !values.isEmpty())
                    .map(values -> new Condition.OneOf<>(new HashSet<>(values)));
        }
        if (value.has("in")) {
            return value.fields(IN).optional("in").flatMap(this::in);
        }
        return value.parse(FORMS, word -> {
            if (word.equals("any")) {
                return new Condition.Any<>();
            }
            if (word.equals("own") && holdsAddress) {
                return new Condition.Own<>();
            }
            throw new IllegalArgumentException("another word");
        });
    }

    private Optional<Condition<V>> in(Value list) {
        if (!holdsAddress) {
            list.refuse("accounts for " + what, "any, equals or one_of");
            return Optional.empty();
        }
        var listed = RuleTerms.some(Optional.of(list), accounts).stream()
                .flatMap(List::stream)
                .collect(Collectors.toSet());
        return listed.isEmpty() ? Optional.empty() : Optional.of(new Condition.In<>(listed));
    }
}
