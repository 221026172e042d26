package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.typed.Atomic;
import dev.countersign.signer.bundle.typed.Atomic.Kind;
import dev.countersign.signer.bundle.typed.FieldRule;
import dev.countersign.signer.bundle.typed.FieldType;
import dev.countersign.signer.bundle.typed.TypedDefinition.AmountField;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a definition of typed data says of the fields of its types.
final class TypedFieldReader {

    private static final FieldNames RULE = FieldNames.of("equals", "one_of", "in");
    private static final FieldNames AMOUNT = FieldNames.of("field", "asset", "to");
    private static final String FORM =
            "any, own (the key's account), { equals: … }, { one_of: [ … ] } or { in: [ groups and accounts ] }";
    private static final Set<Kind> HOLDS_ADDRESS = Set.of(Kind.ADDRESS, Kind.STRING);

    private final Names names;
    private final Map<String, FieldType> paths;

    /// @param paths every field that is not itself a struct
    TypedFieldReader(Names names, Map<String, FieldType> paths) {
        this.names = names;
        this.paths = paths;
    }

    /// `fields`: each of the paths, and no other.
    Map<String, FieldRule> rules(Value section) {
        var rules = new LinkedHashMap<String, FieldRule>();
        var written = section.entries(FORM + " for each field");
        written.forEach((path, value) -> {
            var type = paths.get(path);
            if (type == null) {
                value.refuse("the field '" + path + "', which the types do not have", "one of: " + known());
            } else {
                rule(value, type).ifPresent(rule -> rules.put(path, rule));
            }
        });
        var missing = new HashSet<>(paths.keySet());
        missing.removeAll(written.keySet());
        paths.keySet().stream()
                .filter(missing::contains)
                .forEach(path -> section.refuse("nothing about the field '" + path + "'", FORM));
        return rules;
    }

    /// `amount: { field, asset, to }`.
    Optional<AmountField> amount(Value value) {
        var fields = value.fields(AMOUNT);
        var field = fields.required("field", "the field with the amount")
                .flatMap(path -> path(path, Set.of(Kind.UNSIGNED, Kind.STRING), "an unsigned integer or a string"));
        var asset = fields.required("asset", "the symbol of the asset that it is counted in")
                .flatMap(names::asset);
        var to = fields.required("to", "the field with who receives it")
                .flatMap(path -> path(path, HOLDS_ADDRESS, "an address or a string"));
        return field.flatMap(
                path -> asset.flatMap(definition -> to.map(receiver -> new AmountField(path, definition, receiver))));
    }

    /// `deadline`: a path.
    Optional<String> deadline(Value value) {
        return path(value, Set.of(Kind.UNSIGNED), "an unsigned integer: seconds since 1970");
    }

    private Optional<String> path(Value value, Set<Kind> kinds, String expected) {
        return value.parse("one of the fields, " + expected, path -> {
            if (!(paths.get(path) instanceof Atomic atomic) || !kinds.contains(atomic.kind())) {
                throw new IllegalArgumentException("no such field, or of another type");
            }
            return path;
        });
    }

    private Optional<FieldRule> rule(Value value, FieldType type) {
        if (!value.has("equals") && !value.has("one_of") && !value.has("in")) {
            return value.parse(FORM, word -> switch (word) {
                case "any" -> new FieldRule.Any();
                case "own" -> {
                    requireKind(type, HOLDS_ADDRESS);
                    yield new FieldRule.Own();
                }
                default -> throw new IllegalArgumentException("unknown");
            });
        }
        var fields = value.fields(RULE);
        if (value.entries(FORM).size() > 1) {
            value.refuse("several conditions", "one of equals, one_of and in");
            return Optional.empty();
        }
        return fields.optional("equals")
                .or(() -> fields.optional("one_of"))
                .map(values -> oneOf(value.has("equals") ? List.of(values) : values.items("a list of values"), type))
                .or(() -> fields.optional("in").flatMap(accounts -> listed(accounts, type)));
    }

    private static FieldRule oneOf(List<Value> values, FieldType type) {
        return new FieldRule.OneOf(values.stream()
                .flatMap(value -> value
                        .parse("a value of the field's type, as the payload writes it", text -> {
                            return constant(type, text);
                        })
                        .stream())
                .collect(Collectors.toSet()));
    }

    private static Bytes constant(FieldType type, String text) {
        if (!(type instanceof Atomic atomic)) {
            throw new IllegalArgumentException("an array can only be any");
        }
        return atomic.read(text);
    }

    private Optional<FieldRule> listed(Value value, FieldType type) {
        if (!(type instanceof Atomic atomic) || !HOLDS_ADDRESS.contains(atomic.kind())) {
            value.refuse("accounts for a field that holds no address", FORM);
            return Optional.empty();
        }
        var accounts = value.items("a list of address groups and accounts").stream()
                .flatMap(item -> accounts(item).stream())
                .flatMap(List::stream)
                .collect(Collectors.toSet());
        return Optional.of(new FieldRule.Listed(accounts));
    }

    private Optional<List<Account>> accounts(Value item) {
        var isAccount = item.text(Forms.ACCOUNT).filter(text -> text.contains(":"));
        return isAccount.isPresent() ? item.parse(Forms.ACCOUNT, Forms::account).map(List::of) : names.group(item);
    }

    private static void requireKind(FieldType type, Set<Kind> kinds) {
        if (!(type instanceof Atomic atomic) || !kinds.contains(atomic.kind())) {
            throw new IllegalArgumentException("a field of another type");
        }
    }

    private String known() {
        return String.join(", ", paths.keySet());
    }
}
