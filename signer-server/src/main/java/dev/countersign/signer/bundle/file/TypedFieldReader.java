package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.Condition;
import dev.countersign.signer.bundle.typed.Atomic;
import dev.countersign.signer.bundle.typed.Atomic.Kind;
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

/// What a definition of typed data says of the fields of its types.
final class TypedFieldReader {

    private static final FieldNames AMOUNT = FieldNames.of("field", "asset", "to");
    private static final Set<Kind> HOLDS_ADDRESS = Set.of(Kind.ADDRESS, Kind.STRING);

    private final Names names;
    private final Map<String, FieldType> paths;

    /// @param paths every field that is not itself a struct
    TypedFieldReader(Names names, Map<String, FieldType> paths) {
        this.names = names;
        this.paths = paths;
    }

    /// `fields`: each of the paths, and no other.
    Map<String, Condition<Bytes>> conditions(Value section) {
        var conditions = new LinkedHashMap<String, Condition<Bytes>>();
        var written = section.entries(Conditions.FORMS + " for each field");
        written.forEach((path, value) -> {
            var type = paths.get(path);
            if (type == null) {
                value.refuse("the field '" + path + "', which the types do not have", "one of: " + known());
            } else {
                condition(value, type).ifPresent(condition -> conditions.put(path, condition));
            }
        });
        var missing = new HashSet<>(paths.keySet());
        missing.removeAll(written.keySet());
        paths.keySet().stream()
                .filter(missing::contains)
                .forEach(path -> section.refuse("nothing about the field '" + path + "'", Conditions.FORMS));
        return conditions;
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

    private Optional<Condition<Bytes>> condition(Value value, FieldType type) {
        var holdsAddress = type instanceof Atomic atomic && HOLDS_ADDRESS.contains(atomic.kind());
        return new Conditions<>(
                        "a field that holds no address", holdsAddress, item -> constant(item, type), this::accounts)
                .read(value);
    }

    private static Optional<Bytes> constant(Value value, FieldType type) {
        return value.parse("a value of the field's type, as the payload writes it", text -> {
            if (!(type instanceof Atomic atomic)) {
                throw new IllegalArgumentException("an array can only be any");
            }
            return atomic.read(text);
        });
    }

    private Optional<List<Account>> accounts(Value item) {
        var isAccount = item.text(Forms.ACCOUNT).filter(text -> text.contains(":"));
        return isAccount.isPresent() ? item.parse(Forms.ACCOUNT, Forms::account).map(List::of) : names.group(item);
    }

    private String known() {
        return String.join(", ", paths.keySet());
    }
}
