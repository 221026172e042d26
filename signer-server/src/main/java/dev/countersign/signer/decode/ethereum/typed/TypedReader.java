package dev.countersign.signer.decode.ethereum.typed;

import dev.countersign.signer.bundle.typed.Atomic;
import dev.countersign.signer.bundle.typed.Atomic.Kind;
import dev.countersign.signer.bundle.typed.FieldType;
import dev.countersign.signer.bundle.typed.TypeSet;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Leaf;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Sequence;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Struct;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/// Reads JSON as values of known types: every field there, none too many, each in the range of its type.
final class TypedReader {

    private final TypeSet types;

    TypedReader(TypeSet types) {
        this.types = types;
    }

    /// A struct.
    ///
    /// @param place what it is in the payload, such as `message`
    /// @throws Refused TRANSACTION_UNDECODABLE, with the place
    Struct struct(String place, String name, Json json) throws Refused {
        if (!(json instanceof Json.Fields(var given))) {
            throw refused(place, "an object", json);
        }
        var fields = new LinkedHashMap<String, TypedValue>();
        for (var field : types.fieldsOf(name)) {
            var value = given.get(field.name());
            if (value == null) {
                throw refused(place + "." + field.name(), "is missing");
            }
            fields.put(field.name(), value(place + "." + field.name(), field.type(), value));
        }
        for (var surplus : given.keySet()) {
            if (!fields.containsKey(surplus)) {
                throw refused(place + "." + surplus, "is a field that " + name + " has not");
            }
        }
        return new Struct(name, fields);
    }

    private TypedValue value(String place, FieldType type, Json json) throws Refused {
        return switch (type) {
            case FieldType.Struct(var name) -> struct(place, name, json);
            case FieldType.Array array -> sequence(place, array, json);
            case Atomic atomic -> leaf(place, atomic, json);
        };
    }

    private Sequence sequence(String place, FieldType.Array type, Json json) throws Refused {
        if (!(json instanceof Json.Items(var items))) {
            throw refused(place, "an array", json);
        }
        if (type.length().isPresent() && type.length().get() != items.size()) {
            throw refused(
                    place,
                    "has " + items.size() + " items; it must have "
                            + type.length().get());
        }
        var values = new ArrayList<TypedValue>();
        for (var item : items) {
            values.add(value(place + "[" + values.size() + "]", type.element(), item));
        }
        return new Sequence(values);
    }

    private static Leaf leaf(String place, Atomic type, Json json) throws Refused {
        var written = switch (json) {
            case Json.Text(var text) when type.kind() != Kind.BOOL -> text;
            case Json.Whole(var digits) when type.isInteger() -> digits;
            case Json.Truth(var value) when type.kind() == Kind.BOOL -> Boolean.toString(value);
            case Json.Text _, Json.Whole _, Json.Truth _, Json.Fields _, Json.Items _ ->
                throw refused(place, type.kind() == Kind.BOOL ? "true or false" : "a string", json);
        };
        try {
            return new Leaf(type, type.read(written));
        } catch (IllegalArgumentException e) {
            throw refused(place, "must be " + e.getMessage());
        }
    }

    private static Refused refused(String place, String wanted, Json found) {
        return refused(place, "must be " + wanted + ", and is " + found.words());
    }

    private static Refused refused(String place, String words) {
        return DecodingRule.TYPED_VALUES.broken(place, words);
    }
}
