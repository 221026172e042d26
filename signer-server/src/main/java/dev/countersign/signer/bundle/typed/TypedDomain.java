package dev.countersign.signer.bundle.typed;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// For whom typed data is signed (EIP-712 §"Definition of domainSeparator"), pinned: a payload has exactly these
/// fields, in the order of the specification, with exactly these values.
///
/// @param verifyingContract `0x` and 40 lower-case hex digits
/// @param salt 32 bytes
public record TypedDomain(
        Optional<String> name,
        Optional<String> version,
        Optional<BigInteger> chainId,
        Optional<String> verifyingContract,
        Optional<Bytes> salt) {

    private static final Map<String, String> TYPES = types();

    /// The domain of a contract on an EVM chain.
    public static TypedDomain of(String name, Optional<String> version, Chain chain, String contract) {
        return new TypedDomain(
                Optional.of(name),
                version,
                Optional.of(new BigInteger(chain.reference())),
                Optional.of(contract),
                Optional.empty());
    }

    /// The fields that it has, in the order in which they are hashed.
    public List<TypedField> fields() {
        return values().keySet().stream()
                .map(field -> new TypedField(field, TYPES.getOrDefault(field, "")))
                .toList();
    }

    /// The value of each of its fields, as [Atomic#read] makes them.
    public Map<String, Bytes> values() {
        var values = new LinkedHashMap<String, Bytes>();
        put(values, "name", name);
        put(values, "version", version);
        put(values, "chainId", chainId.map(BigInteger::toString));
        put(values, "verifyingContract", verifyingContract);
        put(values, "salt", salt.map(bytes -> "0x" + bytes.hex()));
        return values;
    }

    /// True if `fields` are of a domain: each one that EIP-712 names, at most once, in its order.
    public static boolean areOfDomain(List<TypedField> fields) {
        var known = new ArrayList<TypedField>();
        TYPES.forEach((name, type) -> known.add(new TypedField(name, type)));
        known.retainAll(fields);
        return !fields.isEmpty() && known.equals(fields);
    }

    private static void put(Map<String, Bytes> values, String field, Optional<String> value) {
        value.ifPresent(text -> values.put(field, atomic(field).read(text)));
    }

    private static Atomic atomic(String field) {
        return (Atomic) FieldType.of(TYPES.getOrDefault(field, ""));
    }

    private static Map<String, String> types() {
        var types = new LinkedHashMap<String, String>();
        types.put("name", "string");
        types.put("version", "string");
        types.put("chainId", "uint256");
        types.put("verifyingContract", "address");
        types.put("salt", "bytes32");
        return types;
    }
}
