package dev.countersign.signer.hsm.pkcs11.token;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Which kind a key object is, from its attributes (PKCS#11 v2.40 §4.7 CKA_KEY_TYPE, and of each type its own).
final class KeyKinds {

    /// CKA_EC_PARAMS as DER (SEC 2 §2.4.1, RFC 5480 §2.1.1.1, RFC 8410 §3); the second form of Ed25519 is the
    /// curveName of PKCS#11 v3.0.
    private static final Map<String, PinnedKey.Kind> CURVES = Map.of(
            "06052b8104000a", PinnedKey.Kind.SECP256K1,
            "06082a8648ce3d030107", PinnedKey.Kind.P256,
            "06052b81040022", PinnedKey.Kind.P384,
            "06032b6570", PinnedKey.Kind.ED25519,
            "130c656477617264733235353139", PinnedKey.Kind.ED25519);

    private static final Map<Long, String> TYPES = Map.of(
            Ck.CKK_RSA, "CKK_RSA",
            Ck.CKK_EC, "CKK_EC",
            Ck.CKK_EC_EDWARDS, "CKK_EC_EDWARDS",
            Ck.CKK_GENERIC_SECRET, "CKK_GENERIC_SECRET",
            Ck.CKK_SHA256_HMAC, "CKK_SHA256_HMAC",
            Ck.CKK_SHA384_HMAC, "CKK_SHA384_HMAC",
            Ck.CKK_SHA512_HMAC, "CKK_SHA512_HMAC");

    private KeyKinds() {}

    /// The kinds that the object can be: none if it can not be pinned, one for most, all three of HMAC for a generic
    /// secret, which tells no hash.
    ///
    /// @param attributes of a public, private or secret key
    static Set<PinnedKey.Kind> of(Map<Long, Bytes> attributes) {
        var type = type(attributes);
        var kinds = EnumSet.noneOf(PinnedKey.Kind.class);
        if (type == Ck.CKK_RSA) {
            modulusBits(attributes).forEach(kinds::add);
        } else if (type == Ck.CKK_EC || type == Ck.CKK_EC_EDWARDS) {
            var curve = attributes.get(Ck.CKA_EC_PARAMS);
            var kind = curve == null ? null : CURVES.get(curve.hex());
            if (kind != null && type == KeyTemplate.keyType(kind)) {
                kinds.add(kind);
            }
        } else {
            hmac(type).forEach(kinds::add);
        }
        return kinds;
    }

    /// What the object says it is, for people: `CKK_RSA, 1024 bits`.
    static String describe(Map<Long, Bytes> attributes) {
        if (!attributes.containsKey(Ck.CKA_KEY_TYPE)) {
            return "key of a type that the token does not tell";
        }
        var type = type(attributes);
        var name = TYPES.getOrDefault(type, "CKK_0x" + Long.toHexString(type));
        var modulus = attributes.get(Ck.CKA_MODULUS);
        var curve = attributes.get(Ck.CKA_EC_PARAMS);
        if (modulus != null) {
            return name + ", " + new BigInteger(1, modulus.toByteArray()).bitLength() + " bits";
        }
        return curve == null ? name : name + ", curve " + curve.hex();
    }

    /// CKA_KEY_TYPE; -1 where the token does not tell it.
    private static long type(Map<Long, Bytes> attributes) {
        var type = attributes.get(Ck.CKA_KEY_TYPE);
        return type != null && type.size() == Long.BYTES
                ? ByteBuffer.wrap(type.toByteArray())
                        .order(ByteOrder.nativeOrder())
                        .getLong()
                : -1;
    }

    private static Set<PinnedKey.Kind> modulusBits(Map<Long, Bytes> attributes) {
        var modulus = attributes.get(Ck.CKA_MODULUS);
        return switch (modulus == null ? 0 : new BigInteger(1, modulus.toByteArray()).bitLength()) {
            case 2048 -> Set.of(PinnedKey.Kind.RSA_2048);
            case 3072 -> Set.of(PinnedKey.Kind.RSA_3072);
            default -> Set.of();
        };
    }

    private static Set<PinnedKey.Kind> hmac(long type) {
        var kinds = EnumSet.noneOf(PinnedKey.Kind.class);
        for (var kind : PinnedKey.Kind.values()) {
            if (!kind.asymmetric() && KeyTemplate.secretKeyTypes(kind).contains(type)) {
                kinds.add(kind);
            }
        }
        return kinds;
    }
}
