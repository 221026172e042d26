package dev.countersign.signer.hsm.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The forms in which tokens give public keys, against the JDK's own encoding.
class PublicKeysTest {

    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource({"P256, secp256r1, 65", "P384, secp384r1, 97"})
    void a_point_is_read_with_its_wrapping_and_without(PinnedKey.Kind kind, String curve, int bytes) throws Exception {
        var info = jdkKey(curve);
        var raw = HEX.formatHex(info, info.length - bytes, info.length);

        var plain = PublicKeys.ofPoint(kind, HEX.parseHex(raw));
        var wrapped = PublicKeys.ofPoint(kind, HEX.parseHex("04%02x%s".formatted(bytes, raw)));

        assertThat(plain).isPresent().isEqualTo(wrapped);
        assertThat(PublicKeys.subjectPublicKeyInfo(plain.orElseThrow()).getEncoded())
                .isEqualTo(info);
    }

    @Test
    void a_point_that_is_not_on_the_curve_is_no_key() throws Exception {
        var info = jdkKey("secp256r1");
        var point = HEX.parseHex(HEX.formatHex(info, info.length - 65, info.length));

        assertThat(PublicKeys.ofPoint(PinnedKey.Kind.SECP256K1, point)).isEmpty();
        assertThat(PublicKeys.ofPoint(PinnedKey.Kind.P384, point)).isEmpty();
        assertThat(PublicKeys.ofPoint(PinnedKey.Kind.P256, point)).isPresent();
        point[64] ^= 1;
        assertThat(PublicKeys.ofPoint(PinnedKey.Kind.P256, point)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072})
    void an_rsa_key_is_read_with_a_leading_zero_and_without(int bits) throws Exception {
        var key = rsa(bits, RSAKeyGenParameterSpec.F4);
        var signed = key.getModulus().toByteArray(); // leads with a zero

        var pinned = read(signed, key.getPublicExponent());

        assertThat(pinned.map(PinnedKey::kind)).contains(PinnedKey.Kind.valueOf("RSA_" + bits));
        assertThat(read(HEX.parseHex(HEX.formatHex(signed).substring(2)), key.getPublicExponent()))
                .isEqualTo(pinned);
        var info = PublicKeys.subjectPublicKeyInfo(pinned.orElseThrow()).getEncoded();
        assertThat(KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(info)))
                .isEqualTo(key);
    }

    @Test
    void an_rsa_key_of_another_size_or_exponent_is_none_that_can_be_pinned() throws Exception {
        var small = rsa(1024, RSAKeyGenParameterSpec.F4);
        var cubic = rsa(2048, BigInteger.valueOf(3));

        assertThat(read(small.getModulus().toByteArray(), small.getPublicExponent()))
                .isEmpty();
        assertThat(read(cubic.getModulus().toByteArray(), cubic.getPublicExponent()))
                .isEmpty();
    }

    @Test
    void what_is_no_certificate_holds_no_key() {
        assertThat(PublicKeys.ofCertificate(new byte[0])).isEmpty();
        assertThat(PublicKeys.ofCertificate(new byte[] {0x30, 3, 2, 1, 1})).isEmpty();
    }

    private static Optional<PinnedKey> read(byte[] modulus, BigInteger exponent) {
        return PublicKeys.of(Map.of(
                Ck.CKA_KEY_TYPE, ulong(Ck.CKK_RSA),
                Ck.CKA_MODULUS, Bytes.of(modulus),
                Ck.CKA_PUBLIC_EXPONENT, Bytes.of(exponent.toByteArray())));
    }

    private static Bytes ulong(long value) {
        return Bytes.of(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(value)
                .array());
    }

    private static byte[] jdkKey(String curve) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair().getPublic().getEncoded();
    }

    /// Any odd number of the right length: nothing here needs its factors.
    private static RSAPublicKey rsa(int bits, BigInteger exponent) throws Exception {
        var modulus = new BigInteger(bits, new SecureRandom()).setBit(bits - 1).setBit(0);
        return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }
}
