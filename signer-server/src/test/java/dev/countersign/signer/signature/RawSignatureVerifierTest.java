package dev.countersign.signer.signature;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Against the JDK's signatures; what the vectors leave open.
class RawSignatureVerifierTest {

    private final RawSignatureVerifier verifier = new RawSignatureVerifier();

    @ParameterizedTest
    @CsvSource({"P256,secp256r1,32", "P384,secp384r1,48"})
    void r_and_s_have_the_width_of_the_curve(PinnedKey.Kind kind, String curve, int width) throws Exception {
        var pair = ec(curve);
        var key = pinned(kind, width, pair);
        var digest = new byte[width];
        digest[0] = 1;
        var raw = sign("NONEwithECDSAinP1363Format", pair, digest);

        verifier.verify(key, SignatureAlgorithm.ECDSA, digest, raw);

        rejects(key, SignatureAlgorithm.ECDSA, digest, Arrays.copyOf(raw, raw.length - 1));
        rejects(key, SignatureAlgorithm.ECDSA, digest, Arrays.copyOf(raw, raw.length + 2));
        rejects(key, SignatureAlgorithm.ECDSA, digest, padded(raw, width));
        rejects(key, SignatureAlgorithm.ECDSA, digest, new byte[2 * width]);
        rejects(key, SignatureAlgorithm.ECDSA, digest, new byte[0]);
    }

    @Test
    void either_half_of_the_order_is_good_for_p256() throws Exception {
        var pair = ec("secp256r1");
        var key = pinned(PinnedKey.Kind.P256, 32, pair);
        var digest = new byte[32];
        digest[0] = 1;
        var raw = sign("NONEwithECDSAinP1363Format", pair, digest);
        var order = ((ECPublicKey) pair.getPublic()).getParams().getOrder();
        var s = BigIntegers.fromUnsignedByteArray(raw, 32, 32);
        var other = raw.clone();
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, order.subtract(s)), 0, other, 32, 32);

        verifier.verify(key, SignatureAlgorithm.ECDSA, digest, raw);
        verifier.verify(key, SignatureAlgorithm.ECDSA, digest, other);
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072})
    void a_signature_of_one_rsa_scheme_is_none_of_the_other(int bits) throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        var pair = generator.generateKeyPair();
        var key = new PinnedKey(
                bits == 2048 ? PinnedKey.Kind.RSA_2048 : PinnedKey.Kind.RSA_3072,
                Bytes.of(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded())
                        .getPublicKeyData()
                        .getBytes()));
        var message = new byte[] {1, 2, 3};
        var raw = sign("SHA256withRSA", pair, message);

        verifier.verify(key, SignatureAlgorithm.RSA_PKCS1_SHA256, message, raw);

        rejects(key, SignatureAlgorithm.RSA_PSS_SHA256, message, raw);
        rejects(key, SignatureAlgorithm.RSA_PKCS1_SHA256, new byte[] {1, 2}, raw);
        rejects(key, SignatureAlgorithm.RSA_PKCS1_SHA256, message, Arrays.copyOf(raw, raw.length + 1));
    }

    @Test
    void a_pinned_key_that_is_no_point_of_its_curve_made_nothing() {
        var nowhere = new byte[33];
        nowhere[0] = 2;
        nowhere[32] = 7; // 7^3 - 3*7 + b has no square root
        var key = new PinnedKey(PinnedKey.Kind.P256, Bytes.of(nowhere));

        assertThatIllegalArgumentException().isThrownBy(() -> PublicKeyInfo.of(key));
        rejects(key, SignatureAlgorithm.ECDSA, new byte[32], one(64));
    }

    @Test
    void what_a_key_does_not_sign_cannot_be_verified() throws Exception {
        var key = pinned(PinnedKey.Kind.P256, 32, ec("secp256r1"));
        var hmac = new PinnedKey(PinnedKey.Kind.HMAC_SHA256, Bytes.of(new byte[32]));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> verifier.verify(key, SignatureAlgorithm.ECDSA, new byte[48], one(64)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> verifier.verify(key, SignatureAlgorithm.EDDSA, new byte[32], one(64)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> verifier.verify(hmac, SignatureAlgorithm.HMAC, new byte[3], one(32)));
    }

    private void rejects(PinnedKey key, SignatureAlgorithm algorithm, byte[] data, byte[] raw) {
        assertThatExceptionOfType(SignatureRejected.class)
                .isThrownBy(() -> verifier.verify(key, algorithm, data, raw))
                .withMessageContaining(key.hex());
    }

    /// Each half a byte wider, with a leading zero.
    private static byte[] padded(byte[] raw, int width) {
        var wide = new byte[raw.length + 2];
        System.arraycopy(raw, 0, wide, 1, width);
        System.arraycopy(raw, width, wide, width + 2, width);
        return wide;
    }

    private static byte[] one(int bytes) {
        var one = new byte[bytes];
        Arrays.fill(one, (byte) 1);
        return one;
    }

    private static KeyPair ec(String curve) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static PinnedKey pinned(PinnedKey.Kind kind, int width, KeyPair pair) {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        var encoded = new byte[1 + width];
        encoded[0] = (byte) (point.getAffineY().testBit(0) ? 3 : 2);
        System.arraycopy(BigIntegers.asUnsignedByteArray(width, point.getAffineX()), 0, encoded, 1, width);
        return new PinnedKey(kind, Bytes.of(encoded));
    }

    private static byte[] sign(String algorithm, KeyPair pair, byte[] data) throws Exception {
        var signature = Signature.getInstance(algorithm);
        signature.initSign(pair.getPrivate());
        signature.update(data);
        return signature.sign();
    }
}
