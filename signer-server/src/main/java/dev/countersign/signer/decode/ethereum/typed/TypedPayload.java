package dev.countersign.signer.decode.ethereum.typed;

import dev.countersign.signer.bundle.typed.TypeSet;
import dev.countersign.signer.bundle.typed.TypedDomain;
import dev.countersign.signer.bundle.typed.TypedField;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The four parts of the JSON of `eth_signTypedData_v4`, the types not yet believed.
///
/// @param structs the types but that of the domain
/// @param domainFields the type of the domain: fields of EIP-712, in its order
record TypedPayload(
        String primaryType,
        Map<String, List<TypedField>> structs,
        List<TypedField> domainFields,
        Json domain,
        Json message) {

    private static final Set<String> PARTS = Set.of("types", "primaryType", "domain", "message");
    private static final Set<String> FIELD = Set.of("name", "type");

    /// @throws Refused TRANSACTION_UNDECODABLE
    static TypedPayload read(Bytes content) throws Refused {
        var parts = fields("the payload", PARTS, StrictJson.read(content));
        if (!(parts.get("types") instanceof Json.Fields(var types))) {
            throw refused("types", "must be an object");
        }
        var structs = new LinkedHashMap<String, List<TypedField>>();
        for (var type : types.entrySet()) {
            structs.put(type.getKey(), fieldsOf("types." + type.getKey(), type.getValue()));
        }
        var domainFields = structs.remove(TypeSet.DOMAIN);
        if (domainFields == null || !TypedDomain.areOfDomain(domainFields)) {
            throw refused(
                    "types.EIP712Domain",
                    "must have fields of EIP-712, in its order: name, version, chainId, " + "verifyingContract, salt");
        }
        return new TypedPayload(
                text("primaryType", parts), structs, domainFields, part("domain", parts), part("message", parts));
    }

    /// The types of the domain, alone.
    TypeSet domainTypes() {
        return new TypeSet(TypeSet.DOMAIN, Map.of(TypeSet.DOMAIN, domainFields));
    }

    /// True if the message is of these types exactly.
    boolean isOf(TypeSet types) {
        return types.primaryType().equals(primaryType) && types.structs().equals(structs);
    }

    private static List<TypedField> fieldsOf(String place, Json json) throws Refused {
        if (!(json instanceof Json.Items(var items))) {
            throw refused(place, "must be an array");
        }
        var fields = new ArrayList<TypedField>();
        for (var item : items) {
            var field = fields(place + "[" + fields.size() + "]", FIELD, item);
            fields.add(new TypedField(text("name", field), text("type", field)));
        }
        return fields;
    }

    private static Map<String, Json> fields(String place, Set<String> names, Json json) throws Refused {
        if (!(json instanceof Json.Fields(var fields)) || !fields.keySet().equals(names)) {
            throw refused(
                    place, "must be an object of " + names.stream().sorted().toList() + " and nothing else");
        }
        return fields;
    }

    private static Json part(String name, Map<String, Json> parts) throws Refused {
        var part = parts.get(name);
        if (part == null) {
            throw refused(name, "is missing");
        }
        return part;
    }

    private static String text(String name, Map<String, Json> parts) throws Refused {
        if (!(part(name, parts) instanceof Json.Text(var text))) {
            throw refused(name, "must be a string");
        }
        return text;
    }

    private static Refused refused(String field, String words) {
        return DecodingRule.TYPED_DATA_FORM.broken(field, words);
    }
}
