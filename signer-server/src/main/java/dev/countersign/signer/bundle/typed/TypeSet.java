package dev.countersign.signer.bundle.typed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The structs of one kind of typed data: what is signed, and all that it refers to, nothing else. None contains
/// itself. Two sets are equal if and only if their type hashes are.
///
/// @param primaryType the struct that is signed
/// @param structs by name, each with its fields in their order, which is part of the hash
public record TypeSet(String primaryType, Map<String, List<TypedField>> structs) {

    /// The struct of a domain, which every payload has beside these.
    public static final String DOMAIN = "EIP712Domain";

    private static final int MAX_STRUCTS = 32;
    private static final int MAX_FIELDS = 64;
    private static final Pattern FIELD = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]{0,63}");

    /// Takes the structs as they are, if they fit together.
    ///
    /// @throws IllegalArgumentException if a type is none, or missing, or not referred to, or contains itself
    public TypeSet {
        var copy = new LinkedHashMap<String, List<TypedField>>();
        structs.forEach((name, fields) -> copy.put(name, List.copyOf(fields)));
        structs = Map.copyOf(copy);
        if (structs.size() > MAX_STRUCTS) {
            throw new IllegalArgumentException("more than " + MAX_STRUCTS + " types");
        }
        copy.forEach(TypeSet::requireFields);
        requireReferences(primaryType, structs);
    }

    /// A set of one struct; the fields as name and type in turn.
    public static TypeSet of(String primaryType, String... namesAndTypes) {
        return new TypeSet(primaryType, Map.of(primaryType, fields(namesAndTypes)));
    }

    /// Fields, as name and type in turn.
    public static List<TypedField> fields(String... namesAndTypes) {
        var fields = new ArrayList<TypedField>();
        for (var i = 0; i < namesAndTypes.length; i += 2) {
            fields.add(new TypedField(namesAndTypes[i], namesAndTypes[i + 1]));
        }
        return fields;
    }

    /// The fields of a struct of the set.
    public List<TypedField> fieldsOf(String struct) {
        var fields = structs.get(struct);
        if (fields == null) {
            throw new IllegalArgumentException("no struct " + struct);
        }
        return fields;
    }

    /// `Mail(Person from,Person to,string contents)Person(string name,address wallet)`: the struct, then all that it
    /// refers to, sorted (EIP-712 §"Definition of encodeType").
    public String encodeType(String struct) {
        var referred = new TreeSet<>(reachable(struct, structs));
        referred.remove(struct);
        var encoded = new StringBuilder(written(struct));
        referred.forEach(name -> encoded.append(written(name)));
        return encoded.toString();
    }

    private String written(String struct) {
        return fieldsOf(struct).stream()
                .map(field -> field.written() + " " + field.name())
                .collect(Collectors.joining(",", struct + "(", ")"));
    }

    private static void requireFields(String struct, List<TypedField> fields) {
        if (!(FieldType.of(struct) instanceof FieldType.Struct)) {
            throw new IllegalArgumentException("'" + struct + "' is no name of a struct");
        }
        if (fields.isEmpty() || fields.size() > MAX_FIELDS) {
            throw new IllegalArgumentException(struct + " has " + fields.size() + " fields; 1 to " + MAX_FIELDS);
        }
        var names = new HashSet<String>();
        for (var field : fields) {
            if (!FIELD.matcher(field.name()).matches() || !names.add(field.name())) {
                throw new IllegalArgumentException("'" + field.name() + "' is no field name, or a second one");
            }
            field.type();
        }
    }

    private static void requireReferences(String primaryType, Map<String, List<TypedField>> structs) {
        var reached = reachable(primaryType, structs);
        if (!reached.equals(structs.keySet())) {
            throw new IllegalArgumentException("types that " + primaryType + " does not refer to");
        }
        for (var struct : new TreeSet<>(structs.keySet())) {
            for (var field : referredBy(struct, structs)) {
                if (reachable(field, structs).contains(struct)) {
                    throw new IllegalArgumentException(struct + " contains itself");
                }
            }
        }
    }

    private static Set<String> reachable(String from, Map<String, List<TypedField>> structs) {
        var reached = new HashSet<String>();
        var waiting = new ArrayDeque<String>(List.of(from));
        while (!waiting.isEmpty()) {
            var struct = waiting.remove();
            if (reached.add(struct)) {
                waiting.addAll(referredBy(struct, structs));
            }
        }
        return reached;
    }

    private static Set<String> referredBy(String struct, Map<String, List<TypedField>> structs) {
        var fields = structs.get(struct);
        if (fields == null) {
            throw new IllegalArgumentException("the type " + struct + " is missing");
        }
        var referred = new HashSet<String>();
        for (var field : fields) {
            if (base(field.type()) instanceof FieldType.Struct(var name)) {
                referred.add(name);
            }
        }
        return referred;
    }

    private static FieldType base(FieldType type) {
        return type instanceof FieldType.Array array ? base(array.element()) : type;
    }
}
