package dev.countersign.signer.yaml;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The fields of one mapping. A required field that is missing is reported once, at the mapping.
public final class Fields {

    private final Value owner;
    private final Map<String, Value> fields;
    private final boolean readable;

    Fields(Value owner, Map<String, Value> fields, boolean readable) {
        this.owner = owner;
        this.fields = Map.copyOf(fields);
        this.readable = readable;
    }

    /// The mapping itself.
    public Value owner() {
        return owner;
    }

    public Optional<Value> optional(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /// A field that must be there.
    ///
    /// @param expected completes "expected …"
    public Optional<Value> required(String name, String expected) {
        var value = optional(name);
        if (value.isEmpty() && readable) {
            owner.refuse("the field '" + name + "' is missing", expected);
        }
        return value;
    }

    /// A required text, understood.
    ///
    /// @param parser throws [IllegalArgumentException] for text that it does not understand
    public <T> Optional<T> required(String name, String expected, Function<String, T> parser) {
        return required(name, expected).flatMap(value -> value.parse(expected, parser));
    }
}
