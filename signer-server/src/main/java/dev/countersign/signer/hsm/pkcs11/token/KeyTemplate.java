package dev.countersign.signer.hsm.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Cryptoki;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.model.PinnedKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a key must be: made in the token, never to leave it, for signing only, not to be changed or copied. These
/// attributes are the token's claim; a certified token is one whose claims were examined.
public final class KeyTemplate {

    private record Rule(long attribute, String name, boolean value) {}

    /// PKCS#11 v2.40 §4.4 Storage objects, §4.9 Private key objects.
    private static final List<Rule> RULES = List.of(
            new Rule(Ck.CKA_TOKEN, "CKA_TOKEN", true),
            new Rule(Ck.CKA_PRIVATE, "CKA_PRIVATE", true),
            new Rule(Ck.CKA_SENSITIVE, "CKA_SENSITIVE", true),
            new Rule(Ck.CKA_ALWAYS_SENSITIVE, "CKA_ALWAYS_SENSITIVE", true),
            new Rule(Ck.CKA_EXTRACTABLE, "CKA_EXTRACTABLE", false),
            new Rule(Ck.CKA_NEVER_EXTRACTABLE, "CKA_NEVER_EXTRACTABLE", true),
            new Rule(Ck.CKA_LOCAL, "CKA_LOCAL", true),
            new Rule(Ck.CKA_SIGN, "CKA_SIGN", true),
            new Rule(Ck.CKA_SIGN_RECOVER, "CKA_SIGN_RECOVER", false),
            new Rule(Ck.CKA_DECRYPT, "CKA_DECRYPT", false),
            new Rule(Ck.CKA_UNWRAP, "CKA_UNWRAP", false),
            new Rule(Ck.CKA_WRAP, "CKA_WRAP", false),
            new Rule(Ck.CKA_DERIVE, "CKA_DERIVE", false),
            new Rule(Ck.CKA_ALWAYS_AUTHENTICATE, "CKA_ALWAYS_AUTHENTICATE", false),
            new Rule(Ck.CKA_MODIFIABLE, "CKA_MODIFIABLE", false),
            new Rule(Ck.CKA_COPYABLE, "CKA_COPYABLE", false));

    /// CKA_WRAP is no attribute of private keys, and CKA_ALWAYS_AUTHENTICATE is optional: a token may not know them.
    private static final Set<Long> MAY_BE_UNKNOWN = Set.of(Ck.CKA_WRAP, Ck.CKA_ALWAYS_AUTHENTICATE);

    private static final HexFormat HEX = HexFormat.of();

    /// CKA_EC_PARAMS as DER (SEC 2 §2.4.1, RFC 8410 §3); the second form of Ed25519 is the curveName of
    /// PKCS#11 v3.0.
    private static final Map<String, PinnedKey.Kind> CURVES = Map.of(
            "06052b8104000a", PinnedKey.Kind.SECP256K1,
            "06032b6570", PinnedKey.Kind.ED25519,
            "130c656477617264733235353139", PinnedKey.Kind.ED25519);

    private KeyTemplate() {}

    /// What is wrong with a private key, one line an attribute.
    public static List<String> faults(Cryptoki cryptoki, long session, long key, PinnedKey.Kind kind)
            throws CryptokiException {
        var faults = new ArrayList<String>();
        for (var rule : RULES) {
            var value = cryptoki.attribute(session, key, rule.attribute());
            if (value.isEmpty()) {
                if (!MAY_BE_UNKNOWN.contains(rule.attribute())) {
                    faults.add("the token does not tell " + rule.name() + ", which must be " + rule.value());
                }
            } else if (value.get().length != 1 || (value.get()[0] != 0) != rule.value()) {
                faults.add(rule.name() + " is " + !rule.value() + ", must be " + rule.value());
            }
        }
        if (!kindOf(cryptoki, session, key).equals(Optional.of(kind))) {
            faults.add("CKA_KEY_TYPE and CKA_EC_PARAMS of the private key do not say " + kind);
        }
        return faults;
    }

    /// The kind of a key object, public or private; empty if it is of no kind that can be pinned.
    public static Optional<PinnedKey.Kind> kindOf(Cryptoki cryptoki, long session, long key) throws CryptokiException {
        var curve = cryptoki.attribute(session, key, Ck.CKA_EC_PARAMS).map(HEX::formatHex);
        var type = cryptoki.attribute(session, key, Ck.CKA_KEY_TYPE).map(KeyTemplate::number);
        return curve.map(CURVES::get).filter(kind -> type.isPresent() && type.get() == keyType(kind));
    }

    public static Template publicKey(PinnedKey.Kind kind, String label, byte[] id) {
        return new Template()
                .with(Ck.CKA_CLASS, Ck.CKO_PUBLIC_KEY)
                .with(Ck.CKA_KEY_TYPE, keyType(kind))
                .with(Ck.CKA_EC_PARAMS, curve(kind))
                .with(Ck.CKA_TOKEN, true)
                .with(Ck.CKA_PRIVATE, false)
                .with(Ck.CKA_MODIFIABLE, false)
                .with(Ck.CKA_VERIFY, true)
                .with(Ck.CKA_LABEL, label.getBytes(UTF_8))
                .with(Ck.CKA_ID, id);
    }

    public static Template privateKey(PinnedKey.Kind kind, String label, byte[] id) {
        return new Template()
                .with(Ck.CKA_CLASS, Ck.CKO_PRIVATE_KEY)
                .with(Ck.CKA_KEY_TYPE, keyType(kind))
                .with(Ck.CKA_TOKEN, true)
                .with(Ck.CKA_PRIVATE, true)
                .with(Ck.CKA_SENSITIVE, true)
                .with(Ck.CKA_EXTRACTABLE, false)
                .with(Ck.CKA_SIGN, true)
                .with(Ck.CKA_SIGN_RECOVER, false)
                .with(Ck.CKA_DECRYPT, false)
                .with(Ck.CKA_UNWRAP, false)
                .with(Ck.CKA_DERIVE, false)
                .with(Ck.CKA_MODIFIABLE, false)
                .with(Ck.CKA_COPYABLE, false)
                .with(Ck.CKA_LABEL, label.getBytes(UTF_8))
                .with(Ck.CKA_ID, id);
    }

    public static long generationMechanism(PinnedKey.Kind kind) {
        return switch (kind) {
            case SECP256K1 -> Ck.CKM_EC_KEY_PAIR_GEN;
            case ED25519 -> Ck.CKM_EC_EDWARDS_KEY_PAIR_GEN;
        };
    }

    private static byte[] curve(PinnedKey.Kind kind) {
        return switch (kind) {
            case SECP256K1 -> HEX.parseHex("06052b8104000a");
            case ED25519 -> HEX.parseHex("06032b6570");
        };
    }

    private static long keyType(PinnedKey.Kind kind) {
        return switch (kind) {
            case SECP256K1 -> Ck.CKK_EC;
            case ED25519 -> Ck.CKK_EC_EDWARDS;
        };
    }

    private static long number(byte[] ulong) {
        return ulong.length == Long.BYTES
                ? ByteBuffer.wrap(ulong).order(ByteOrder.nativeOrder()).getLong()
                : -1;
    }
}
