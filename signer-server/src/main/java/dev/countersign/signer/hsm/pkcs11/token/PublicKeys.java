package dev.countersign.signer.hsm.pkcs11.token;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;

/// Between the forms in which tokens give public keys and [PinnedKey]. What is no public key of a kind that can be
/// pinned is empty.
public final class PublicKeys {

    private static final long[] ATTRIBUTES = {
        Ck.CKA_KEY_TYPE, Ck.CKA_EC_PARAMS, Ck.CKA_EC_POINT, Ck.CKA_MODULUS, Ck.CKA_PUBLIC_EXPONENT
    };
    private static final int ED25519_BYTES = 32;
    private static final byte DER_OCTET_STRING = 0x04;

    private PublicKeys() {}

    /// The key of a public key object.
    ///
    /// @param publicKey handle of the object
    public static Optional<PinnedKey> read(CryptokiSession session, long publicKey) throws CryptokiException {
        return of(session.attributes(publicKey, ATTRIBUTES));
    }

    /// The public key that attributes of a public key object hold, or of a private RSA key, which has the same.
    static Optional<PinnedKey> of(Map<Long, Bytes> attributes) {
        var point = attributes.get(Ck.CKA_EC_POINT);
        var modulus = attributes.get(Ck.CKA_MODULUS);
        var exponent = attributes.get(Ck.CKA_PUBLIC_EXPONENT);
        return KeyKinds.of(attributes).stream()
                .filter(PinnedKey.Kind::asymmetric)
                .findFirst()
                .flatMap(kind -> switch (kind) {
                    case SECP256K1, P256, P384, ED25519 ->
                        point == null ? Optional.empty() : ofPoint(kind, point.toByteArray());
                    case RSA_2048, RSA_3072 ->
                        modulus == null || exponent == null
                                ? Optional.empty()
                                : rsa(new RSAPublicKey(positive(modulus), positive(exponent)));
                    case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> Optional.empty();
                });
    }

    /// The key of an elliptic curve's point.
    ///
    /// @param kind of an elliptic curve
    /// @param ecPoint CKA_EC_POINT: a DER OCTET STRING around the point (PKCS#11 v2.40 §2.3.3); some tokens leave
    ///     the wrapping out
    public static Optional<PinnedKey> ofPoint(PinnedKey.Kind kind, byte[] ecPoint) {
        var plainBytes = switch (kind) {
            case SECP256K1, P256 -> 1 + 2 * 32;
            case P384 -> 1 + 2 * 48;
            case ED25519 -> ED25519_BYTES;
            case RSA_2048, RSA_3072, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> -1;
        };
        var wrapped = ecPoint.length == plainBytes + 2 && ecPoint[0] == DER_OCTET_STRING && ecPoint[1] == plainBytes;
        var point = wrapped ? Arrays.copyOfRange(ecPoint, 2, ecPoint.length) : ecPoint;
        return point.length == plainBytes ? ofPlainPoint(kind, point) : Optional.empty();
    }

    /// The key of a certificate.
    ///
    /// @param certificate X.509, DER
    public static Optional<PinnedKey> ofCertificate(byte[] certificate) {
        try {
            var info = new X509CertificateHolder(certificate).getSubjectPublicKeyInfo();
            if (info.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
                return rsa(RSAPublicKey.getInstance(info.parsePublicKey()));
            }
            for (var kind : PinnedKey.Kind.values()) {
                if (kind.asymmetric() && algorithm(kind).equals(info.getAlgorithm())) {
                    return ofPlainPoint(kind, info.getPublicKeyData().getBytes());
                }
            }
            return Optional.empty();
        } catch (IOException | IllegalArgumentException notACertificate) {
            return Optional.empty();
        }
    }

    /// RFC 5480 §2, with the uncompressed point: the only form that SunPKCS11 reads; RFC 3279 §2.3.1 for RSA; RFC 8410
    /// §4 for Ed25519.
    ///
    /// @throws IllegalArgumentException if `key` has no public half, or is no point of its curve
    public static SubjectPublicKeyInfo subjectPublicKeyInfo(PinnedKey key) {
        var encoded = key.encoded().toByteArray();
        var publicKey = switch (key.kind()) {
            case SECP256K1, P256, P384 -> point(key.kind(), encoded).getEncoded(false);
            case ED25519, RSA_2048, RSA_3072 -> encoded;
            case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> throw new IllegalArgumentException("no public key");
        };
        return new SubjectPublicKeyInfo(algorithm(key.kind()), publicKey);
    }

    private static Optional<PinnedKey> ofPlainPoint(PinnedKey.Kind kind, byte[] point) {
        try {
            var encoded =
                    kind == PinnedKey.Kind.ED25519 ? point : point(kind, point).getEncoded(true);
            return Optional.of(new PinnedKey(kind, Bytes.of(encoded)));
        } catch (IllegalArgumentException notOnTheCurve) {
            return Optional.empty();
        }
    }

    private static ECPoint point(PinnedKey.Kind kind, byte[] encoded) {
        var point = CustomNamedCurves.getByOID(
                        (ASN1ObjectIdentifier) algorithm(kind).getParameters())
                .getCurve()
                .decodePoint(encoded);
        if (point.isInfinity()) {
            throw new IllegalArgumentException("the point at infinity is no public key");
        }
        return point;
    }

    /// Empty for a modulus of another length, or an exponent other than 65537.
    private static Optional<PinnedKey> rsa(RSAPublicKey key) {
        try {
            var kind = key.getModulus().bitLength() == 2048 ? PinnedKey.Kind.RSA_2048 : PinnedKey.Kind.RSA_3072;
            return Optional.of(new PinnedKey(kind, Bytes.of(key.getEncoded("DER"))));
        } catch (IOException | IllegalArgumentException notOfAKind) {
            return Optional.empty();
        }
    }

    private static AlgorithmIdentifier algorithm(PinnedKey.Kind kind) {
        return switch (kind) {
            case SECP256K1 ->
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256k1);
            case P256 -> new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
            case P384 -> new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp384r1);
            case ED25519 -> new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
            case RSA_2048, RSA_3072 -> new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
            case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> throw new IllegalArgumentException("no public key");
        };
    }

    private static BigInteger positive(Bytes magnitude) {
        return new BigInteger(1, magnitude.toByteArray());
    }
}
