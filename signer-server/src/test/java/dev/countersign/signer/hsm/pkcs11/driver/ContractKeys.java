package dev.countersign.signer.hsm.pkcs11.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Mechanism;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.PublicKeyInfo;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes keys of every kind by plain PKCS#11 calls, as some other tool would.
final class ContractKeys {

    /// A key that was made: its private or secret object.
    record Made(PinnedKey key, long handle, String label, Bytes id) {}

    /// SoftHSM takes no secret that is shorter than the MAC.
    static final Bytes KNOWN_SECRET =
            Bytes.of("what an exchange told us: a secret of more than sixty-four bytes, known".getBytes(UTF_8));

    private final CryptokiSession session;

    /// @param session read-write, logged in
    ContractKeys(CryptokiSession session) {
        this.session = session;
    }

    /// A key whose CKA_ID is its label, with a certificate if it has a public half.
    Made make(PinnedKey.Kind kind, String label) throws Exception {
        return make(kind, label, label.getBytes(UTF_8), true);
    }

    Made make(PinnedKey.Kind kind, String label, byte[] id, boolean certificate) throws Exception {
        if (!kind.asymmetric()) {
            return secret(kind, label, id);
        }
        var pair = session.generateKeyPair(
                Mechanism.of(generation(kind)), publicTemplate(kind, label, id), privateTemplate(label, id));
        var key = new PinnedKey(kind, Bytes.of(encoded(kind, pair.publicKey())));
        if (certificate && kind != PinnedKey.Kind.ED25519) {
            session.createObject(certificate(key, label, id));
        }
        return new Made(key, pair.privateKey(), label, Bytes.of(id));
    }

    private Made secret(PinnedKey.Kind kind, String label, byte[] id) throws CryptokiException {
        var handle = session.generateKey(
                Mechanism.of(Ck.CKM_GENERIC_SECRET_KEY_GEN),
                new Template()
                        .with(Ck.CKA_CLASS, Ck.CKO_SECRET_KEY)
                        .with(Ck.CKA_KEY_TYPE, Ck.CKK_GENERIC_SECRET)
                        .with(Ck.CKA_VALUE_LEN, 64)
                        .with(Ck.CKA_TOKEN, true)
                        .with(Ck.CKA_PRIVATE, true)
                        .with(Ck.CKA_SENSITIVE, true)
                        .with(Ck.CKA_EXTRACTABLE, false)
                        .with(Ck.CKA_SIGN, true)
                        .with(Ck.CKA_LABEL, label.getBytes(UTF_8))
                        .with(Ck.CKA_ID, id));
        return new Made(new PinnedKey(kind, mac(kind, handle)), handle, label, Bytes.of(id));
    }

    /// An HMAC key with [#KNOWN_SECRET].
    Made importKnownSecret(PinnedKey.Kind kind, String label) throws Exception {
        var handle = session.createObject(new Template()
                .with(Ck.CKA_CLASS, Ck.CKO_SECRET_KEY)
                .with(Ck.CKA_KEY_TYPE, Ck.CKK_GENERIC_SECRET)
                .with(Ck.CKA_VALUE, KNOWN_SECRET.toByteArray())
                .with(Ck.CKA_TOKEN, true)
                .with(Ck.CKA_PRIVATE, true)
                .with(Ck.CKA_SENSITIVE, true)
                .with(Ck.CKA_EXTRACTABLE, false)
                .with(Ck.CKA_SIGN, true)
                .with(Ck.CKA_LABEL, label.getBytes(UTF_8))
                .with(Ck.CKA_ID, label.getBytes(UTF_8)));
        var checkValue = jdkMac(kind, KNOWN_SECRET, CheckValue.RESERVED_TEXT.toByteArray());
        return new Made(new PinnedKey(kind, Bytes.of(checkValue)), handle, label, Bytes.of(label.getBytes(UTF_8)));
    }

    static byte[] jdkMac(PinnedKey.Kind kind, Bytes secret, byte[] data) throws Exception {
        var name = switch (kind) {
            case HMAC_SHA256 -> "HmacSHA256";
            case HMAC_SHA384 -> "HmacSHA384";
            case HMAC_SHA512 -> "HmacSHA512";
            default -> throw new IllegalArgumentException(kind.name());
        };
        var mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(secret.toByteArray(), name));
        return mac.doFinal(data);
    }

    private Bytes mac(PinnedKey.Kind kind, long handle) throws CryptokiException {
        var mechanism = switch (kind) {
            case HMAC_SHA256 -> Ck.CKM_SHA256_HMAC;
            case HMAC_SHA384 -> Ck.CKM_SHA384_HMAC;
            case HMAC_SHA512 -> Ck.CKM_SHA512_HMAC;
            default -> throw new IllegalArgumentException(kind.name());
        };
        session.signInit(Mechanism.of(mechanism), handle);
        return Bytes.of(session.sign(CheckValue.RESERVED_TEXT.toByteArray()));
    }

    private byte[] encoded(PinnedKey.Kind kind, long publicKey) throws Exception {
        return switch (kind) {
            case RSA_2048, RSA_3072 ->
                new RSAPublicKey(
                                new BigInteger(1, attribute(publicKey, Ck.CKA_MODULUS)),
                                new BigInteger(1, attribute(publicKey, Ck.CKA_PUBLIC_EXPONENT)))
                        .getEncoded();
            case ED25519 -> point(publicKey);
            default -> {
                var point = point(publicKey);
                var half = Arrays.copyOfRange(point, 0, 1 + point.length / 2);
                half[0] = (byte) (2 + (point[point.length - 1] & 1));
                yield half;
            }
        };
    }

    private byte[] point(long publicKey) throws CryptokiException {
        return ASN1OctetString.getInstance(attribute(publicKey, Ck.CKA_EC_POINT))
                .getOctets();
    }

    private byte[] attribute(long object, long type) throws CryptokiException {
        return session.attribute(object, type).orElseThrow();
    }

    private static Template publicTemplate(PinnedKey.Kind kind, String label, byte[] id) {
        var template = new Template()
                .with(Ck.CKA_TOKEN, true)
                .with(Ck.CKA_PRIVATE, false)
                .with(Ck.CKA_VERIFY, true)
                .with(Ck.CKA_LABEL, label.getBytes(UTF_8))
                .with(Ck.CKA_ID, id);
        return switch (kind) {
            case RSA_2048 -> rsa(template, 2048);
            case RSA_3072 -> rsa(template, 3072);
            case SECP256K1 -> curve(template, "06052b8104000a");
            case P256 -> curve(template, "06082a8648ce3d030107");
            case P384 -> curve(template, "06052b81040022");
            case ED25519 -> curve(template, "06032b6570");
            case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> throw new IllegalArgumentException(kind.name());
        };
    }

    private static Template rsa(Template template, long bits) {
        return template.with(Ck.CKA_MODULUS_BITS, bits).with(Ck.CKA_PUBLIC_EXPONENT, new byte[] {1, 0, 1});
    }

    private static Template curve(Template template, String oid) {
        return template.with(Ck.CKA_EC_PARAMS, HexFormat.of().parseHex(oid));
    }

    private static Template privateTemplate(String label, byte[] id) {
        return new Template()
                .with(Ck.CKA_TOKEN, true)
                .with(Ck.CKA_PRIVATE, true)
                .with(Ck.CKA_SENSITIVE, true)
                .with(Ck.CKA_EXTRACTABLE, false)
                .with(Ck.CKA_SIGN, true)
                .with(Ck.CKA_LABEL, label.getBytes(UTF_8))
                .with(Ck.CKA_ID, id);
    }

    private static long generation(PinnedKey.Kind kind) {
        return switch (kind) {
            case RSA_2048, RSA_3072 -> Ck.CKM_RSA_PKCS_KEY_PAIR_GEN;
            case ED25519 -> Ck.CKM_EC_EDWARDS_KEY_PAIR_GEN;
            default -> Ck.CKM_EC_KEY_PAIR_GEN;
        };
    }

    private static Template certificate(PinnedKey key, String label, byte[] id) throws Exception {
        var generator = KeyPairGenerator.getInstance("Ed25519");
        var signer = new JcaContentSignerBuilder("Ed25519")
                .build(generator.generateKeyPair().getPrivate());
        var serial = new BigInteger(1, id).add(BigInteger.ONE);
        var certificate = new X509v3CertificateBuilder(
                        new X500Name("CN=test"),
                        serial,
                        Date.from(Instant.EPOCH),
                        Date.from(Instant.ofEpochSecond(4_000_000_000L)),
                        new X500Name("CN=" + label),
                        SubjectPublicKeyInfo.getInstance(PublicKeyInfo.of(key).toByteArray()))
                .build(signer);
        return new Template()
                .with(Ck.CKA_CLASS, Ck.CKO_CERTIFICATE)
                .with(Ck.CKA_CERTIFICATE_TYPE, Ck.CKC_X_509)
                .with(Ck.CKA_TOKEN, true)
                .with(Ck.CKA_PRIVATE, false)
                .with(Ck.CKA_LABEL, label.getBytes(UTF_8))
                .with(Ck.CKA_ID, id)
                .with(Ck.CKA_SUBJECT, certificate.getSubject().getEncoded())
                .with(Ck.CKA_ISSUER, certificate.getIssuer().getEncoded())
                .with(Ck.CKA_SERIAL_NUMBER, new ASN1Integer(serial).getEncoded())
                .with(Ck.CKA_VALUE, certificate.getEncoded());
    }
}
