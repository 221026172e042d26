package dev.countersign.signer.hsm.pkcs11.ceremony;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Mechanism;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/// An RSA key pair of the token for one wrapping. Both halves are session objects: they end with the
/// session, and nothing wrapped for them can be opened after it.
///
/// @param privateKey handle of the half that unwraps
record Envelope(RSAPublicKey publicKey, long privateKey) {

    private static final long MODULUS_BITS = 2048;
    private static final long CKZ_DATA_SPECIFIED = 1;

    /// The hash of RSA-OAEP (RFC 8017 §7.1) and of its MGF1.
    enum Hash {
        SHA_256(Ck.CKM_SHA256, Ck.CKG_MGF1_SHA256, MGF1ParameterSpec.SHA256),
        /// All that SoftHSM 2.6.1 takes; OAEP does not need its hash to resist collisions (RFC 8017 §B.1).
        SHA_1(Ck.CKM_SHA_1, Ck.CKG_MGF1_SHA1, MGF1ParameterSpec.SHA1);

        private final long hash;
        private final long mgf;

        @SuppressWarnings("ImmutableEnumChecker") // its documentation promises that it is immutable
        private final MGF1ParameterSpec mask;

        Hash(long hash, long mgf, MGF1ParameterSpec mask) {
            this.hash = hash;
            this.mgf = mgf;
            this.mask = mask;
        }

        /// With CK_RSA_PKCS_OAEP_PARAMS (PKCS#11 v2.40 §2.1.8): hash, mask, source, and no label.
        Mechanism mechanism() {
            var parameter = ByteBuffer.allocate(5 * Long.BYTES).order(ByteOrder.nativeOrder());
            parameter
                    .putLong(hash)
                    .putLong(mgf)
                    .putLong(CKZ_DATA_SPECIFIED)
                    .putLong(0)
                    .putLong(0);
            return new Mechanism(Ck.CKM_RSA_PKCS_OAEP, Bytes.of(parameter.array()));
        }

        private OAEPParameterSpec specification() {
            return new OAEPParameterSpec(mask.getDigestAlgorithm(), "MGF1", mask, PSource.PSpecified.DEFAULT);
        }
    }

    /// Makes a key pair in the token.
    static Envelope make(CryptokiSession session) throws CryptokiException, KeyCeremonyFailed {
        var pair = session.generateKeyPair(
                Mechanism.of(Ck.CKM_RSA_PKCS_KEY_PAIR_GEN),
                new Template()
                        .with(Ck.CKA_TOKEN, false)
                        .with(Ck.CKA_WRAP, true)
                        .with(Ck.CKA_MODULUS_BITS, MODULUS_BITS)
                        .with(Ck.CKA_PUBLIC_EXPONENT, new byte[] {1, 0, 1}),
                new Template()
                        .with(Ck.CKA_TOKEN, false)
                        .with(Ck.CKA_PRIVATE, true)
                        .with(Ck.CKA_SENSITIVE, true)
                        .with(Ck.CKA_EXTRACTABLE, false)
                        .with(Ck.CKA_UNWRAP, true));
        return new Envelope(
                publicKey(
                        number(session, pair.publicKey(), Ck.CKA_MODULUS),
                        number(session, pair.publicKey(), Ck.CKA_PUBLIC_EXPONENT)),
                pair.privateKey());
    }

    /// The key that stands for a secret, encrypted so that the token alone opens it.
    byte[] seal(Secret secret, PinnedKey.Kind kind, Hash hash) {
        try {
            var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.ENCRYPT_MODE, publicKey, hash.specification());
            return secret.give(kind, cipher::doFinal);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA-OAEP, and no key is too long for it", e);
        }
    }

    private static BigInteger number(CryptokiSession session, long object, long attribute)
            throws CryptokiException, KeyCeremonyFailed {
        var magnitude = session.attribute(object, attribute)
                .orElseThrow(() -> new KeyCeremonyFailed("the token does not tell its wrapping key"));
        return new BigInteger(1, magnitude);
    }

    private static RSAPublicKey publicKey(BigInteger modulus, BigInteger exponent) {
        try {
            return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }
}
