package dev.countersign.signer.hsm.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.model.PinnedKey;
import java.util.HexFormat;
import java.util.List;

/// What a new key is made as: what [Custody] asks of it, and its kind.
public final class KeyTemplate {

    private static final HexFormat HEX = HexFormat.of();

    private KeyTemplate() {}

    /// The public half of a pair to be generated.
    public static Template publicKey(PinnedKey.Kind kind, String label, byte[] id) {
        var template = new Template()
                .with(Ck.CKA_CLASS, Ck.CKO_PUBLIC_KEY)
                .with(Ck.CKA_KEY_TYPE, keyType(kind))
                .with(Ck.CKA_TOKEN, true)
                .with(Ck.CKA_PRIVATE, false)
                .with(Ck.CKA_MODIFIABLE, false)
                .with(Ck.CKA_VERIFY, true)
                .with(Ck.CKA_LABEL, label.getBytes(UTF_8))
                .with(Ck.CKA_ID, id);
        return switch (kind) {
            case SECP256K1, P256, P384, ED25519 -> template.with(Ck.CKA_EC_PARAMS, curve(kind));
            case RSA_2048 -> rsa(template, 2048);
            case RSA_3072 -> rsa(template, 3072);
            case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> throw noPublicHalf(kind);
        };
    }

    /// The private half of a pair to be generated.
    public static Template privateKey(PinnedKey.Kind kind, String label, byte[] id) {
        return signingOnly(new Template().with(Ck.CKA_CLASS, Ck.CKO_PRIVATE_KEY).with(Ck.CKA_KEY_TYPE, keyType(kind)))
                .with(Ck.CKA_SIGN_RECOVER, false)
                .with(Ck.CKA_DECRYPT, false)
                .with(Ck.CKA_UNWRAP, false)
                .with(Ck.CKA_DERIVE, false)
                .with(Ck.CKA_LABEL, label.getBytes(UTF_8))
                .with(Ck.CKA_ID, id);
    }

    /// An HMAC key to be generated.
    ///
    /// @param keyType of [#secretKeyTypes]
    public static Template newSecretKey(PinnedKey.Kind kind, long keyType, String label, byte[] id) {
        return secretKey(keyType, label, id).with(Ck.CKA_VALUE_LEN, (long) secretBytes(kind));
    }

    /// An HMAC key to be unwrapped or, with CKA_VALUE, created: its length is that of the secret.
    ///
    /// @param keyType of [#secretKeyTypes]
    public static Template secretKey(long keyType, String label, byte[] id) {
        return signingOnly(new Template().with(Ck.CKA_CLASS, Ck.CKO_SECRET_KEY).with(Ck.CKA_KEY_TYPE, keyType))
                .with(Ck.CKA_VERIFY, false)
                .with(Ck.CKA_ENCRYPT, false)
                .with(Ck.CKA_DECRYPT, false)
                .with(Ck.CKA_WRAP, false)
                .with(Ck.CKA_UNWRAP, false)
                .with(Ck.CKA_DERIVE, false)
                .with(Ck.CKA_LABEL, label.getBytes(UTF_8))
                .with(Ck.CKA_ID, id);
    }

    /// The CKA_KEY_TYPEs that an HMAC key may have, in the order in which to try them: SoftHSM generates and CloudHSM
    /// takes nothing but generic secrets, YubiHSM takes nothing but the type of the very hash.
    public static List<Long> secretKeyTypes(PinnedKey.Kind kind) {
        return switch (kind) {
            case HMAC_SHA256 -> List.of(Ck.CKK_GENERIC_SECRET, Ck.CKK_SHA256_HMAC);
            case HMAC_SHA384 -> List.of(Ck.CKK_GENERIC_SECRET, Ck.CKK_SHA384_HMAC);
            case HMAC_SHA512 -> List.of(Ck.CKK_GENERIC_SECRET, Ck.CKK_SHA512_HMAC);
            case SECP256K1, P256, P384, ED25519, RSA_2048, RSA_3072 ->
                throw new IllegalArgumentException(kind + " is no secret key");
        };
    }

    /// Bytes of a new HMAC key: as many as its hash has (RFC 2104 §3).
    public static int secretBytes(PinnedKey.Kind kind) {
        return switch (kind) {
            case HMAC_SHA256 -> 32;
            case HMAC_SHA384 -> 48;
            case HMAC_SHA512 -> 64;
            case SECP256K1, P256, P384, ED25519, RSA_2048, RSA_3072 ->
                throw new IllegalArgumentException(kind + " is no secret key");
        };
    }

    /// For C_GenerateKeyPair, or C_GenerateKey for HMAC.
    public static long generationMechanism(PinnedKey.Kind kind) {
        return switch (kind) {
            case SECP256K1, P256, P384 -> Ck.CKM_EC_KEY_PAIR_GEN;
            case ED25519 -> Ck.CKM_EC_EDWARDS_KEY_PAIR_GEN;
            case RSA_2048, RSA_3072 -> Ck.CKM_RSA_PKCS_KEY_PAIR_GEN;
            case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> Ck.CKM_GENERIC_SECRET_KEY_GEN;
        };
    }

    /// CKA_KEY_TYPE of a key pair.
    static long keyType(PinnedKey.Kind kind) {
        return switch (kind) {
            case SECP256K1, P256, P384 -> Ck.CKK_EC;
            case ED25519 -> Ck.CKK_EC_EDWARDS;
            case RSA_2048, RSA_3072 -> Ck.CKK_RSA;
            case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> throw noPublicHalf(kind);
        };
    }

    private static Template signingOnly(Template template) {
        return template.with(Ck.CKA_TOKEN, true)
                .with(Ck.CKA_PRIVATE, true)
                .with(Ck.CKA_SENSITIVE, true)
                .with(Ck.CKA_EXTRACTABLE, false)
                .with(Ck.CKA_MODIFIABLE, false)
                .with(Ck.CKA_COPYABLE, false)
                .with(Ck.CKA_SIGN, true);
    }

    private static Template rsa(Template template, long modulusBits) {
        return template.with(Ck.CKA_MODULUS_BITS, modulusBits).with(Ck.CKA_PUBLIC_EXPONENT, new byte[] {1, 0, 1});
    }

    private static byte[] curve(PinnedKey.Kind kind) {
        return switch (kind) {
            case SECP256K1 -> HEX.parseHex("06052b8104000a");
            case P256 -> HEX.parseHex("06082a8648ce3d030107");
            case P384 -> HEX.parseHex("06052b81040022");
            case ED25519 -> HEX.parseHex("06032b6570");
            case RSA_2048, RSA_3072, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 ->
                throw new IllegalArgumentException(kind + " has no curve");
        };
    }

    private static IllegalArgumentException noPublicHalf(PinnedKey.Kind kind) {
        return new IllegalArgumentException(kind + " is no key pair");
    }
}
