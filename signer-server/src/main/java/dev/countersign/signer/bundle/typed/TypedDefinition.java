package dev.countersign.signer.bundle.typed;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.Condition;
import dev.countersign.signer.model.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Typed data that a policy registers under a name.
///
/// @param name 1 to 64 characters of `[a-z0-9-]`; rules allow it by this
/// @param fields by path, such as `order.maker`: every field that is not itself a struct, of values as [Atomic#read]
/// makes them. An array is one field
/// @param amount what leaves by it; empty if nothing does that could be counted
/// @param deadline the path of the field that says until when it is of use, in seconds since 1970
public record TypedDefinition(
        String name,
        TypeSet types,
        TypedDomain domain,
        Map<String, Condition<Bytes>> fields,
        Optional<AmountField> amount,
        Optional<String> deadline) {

    /// Where an amount stands.
    ///
    /// @param field a path: base units if it is an integer, coins with at most the asset's decimals
    ///     if it is a string
    /// @param to the path of who receives it: an address, or a string that is one
    public record AmountField(String field, AssetDefinition asset, String to) {}

    private static final int MAX_PATHS = 256;

    public TypedDefinition {
        fields = Map.copyOf(fields);
    }

    /// Every path of `types` that is not itself a struct, in the order of the hash, with its type.
    public static Map<String, FieldType> paths(TypeSet types) {
        var paths = new LinkedHashMap<String, FieldType>();
        collect("", types.primaryType(), types, paths);
        return paths;
    }

    private static void collect(String prefix, String struct, TypeSet types, Map<String, FieldType> paths) {
        for (var field : types.fieldsOf(struct)) {
            var path = prefix + field.name();
            if (paths.size() == MAX_PATHS) {
                throw new IllegalArgumentException("more than " + MAX_PATHS + " fields");
            }
            if (field.type() instanceof FieldType.Struct(var name)) {
                collect(path + ".", name, types, paths);
            } else {
                paths.put(path, field.type());
            }
        }
    }
}
