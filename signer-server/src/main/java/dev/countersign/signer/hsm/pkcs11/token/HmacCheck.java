package dev.countersign.signer.hsm.pkcs11.token;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Mechanism;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey;

/// What pins an HMAC key: its MAC of [CheckValue#RESERVED_TEXT], as the token computes it.
public final class HmacCheck {

    private HmacCheck() {}

    /// The check value of a key.
    ///
    /// @param session logged in; in use by this thread only
    /// @param kind an HMAC kind
    public static Bytes value(CryptokiSession session, long key, PinnedKey.Kind kind) throws CryptokiException {
        session.signInit(Mechanism.of(mechanism(kind)), key);
        return Bytes.of(session.sign(CheckValue.RESERVED_TEXT.toByteArray()));
    }

    private static long mechanism(PinnedKey.Kind kind) {
        return switch (kind) {
            case HMAC_SHA256 -> Ck.CKM_SHA256_HMAC;
            case HMAC_SHA384 -> Ck.CKM_SHA384_HMAC;
            case HMAC_SHA512 -> Ck.CKM_SHA512_HMAC;
            case SECP256K1, P256, P384, ED25519, RSA_2048, RSA_3072 ->
                throw new IllegalArgumentException("not an HMAC key: " + kind);
        };
    }
}
