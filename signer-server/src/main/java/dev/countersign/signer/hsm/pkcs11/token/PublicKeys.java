package dev.countersign.signer.hsm.pkcs11.token;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;

/// Between the forms in which tokens give public keys and [PinnedKey]. What is no public key of a kind that can be
/// pinned is empty.
public final class PublicKeys {

    private static final AlgorithmIdentifier SECP256K1 =
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256k1);
    private static final int UNCOMPRESSED_BYTES = 65;
    private static final int ED25519_BYTES = 32;
    private static final byte DER_OCTET_STRING = 0x04;

    private PublicKeys() {}

    /// The key of a public key object.
    ///
    /// @param ecPoint CKA_EC_POINT: a DER OCTET STRING around the point (PKCS#11 v2.40 §2.3.3); some tokens leave
    ///     the wrapping out
    public static Optional<PinnedKey> ofPoint(PinnedKey.Kind kind, byte[] ecPoint) {
        var plainBytes = switch (kind) {
            case SECP256K1 -> UNCOMPRESSED_BYTES;
            case ED25519 -> ED25519_BYTES;
        };
        var wrapped = ecPoint.length == plainBytes + 2 && ecPoint[0] == DER_OCTET_STRING && ecPoint[1] == plainBytes;
        var point = wrapped ? Arrays.copyOfRange(ecPoint, 2, ecPoint.length) : ecPoint;
        if (point.length != plainBytes) {
            return Optional.empty();
        }
        return switch (kind) {
            case SECP256K1 -> secp256k1(point);
            case ED25519 -> Optional.of(new PinnedKey(kind, Bytes.of(point)));
        };
    }

    /// The secp256k1 key of a certificate.
    ///
    /// @param certificate X.509, DER
    public static Optional<PinnedKey> ofCertificate(byte[] certificate) {
        try {
            var info = new X509CertificateHolder(certificate).getSubjectPublicKeyInfo();
            return SECP256K1.equals(info.getAlgorithm())
                    ? secp256k1(info.getPublicKeyData().getBytes())
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException notACertificate) {
            return Optional.empty();
        }
    }

    /// RFC 5480 §2, with the uncompressed point: the only form that SunPKCS11 reads.
    public static SubjectPublicKeyInfo subjectPublicKeyInfo(PinnedKey key) {
        return new SubjectPublicKeyInfo(
                SECP256K1, Secp256k1.get().pubkeyParse(key.encoded().toByteArray()));
    }

    private static Optional<PinnedKey> secp256k1(byte[] point) {
        try {
            var compressed = Secp256k1.get().pubKeyCompress(Secp256k1.get().pubkeyParse(point));
            return Optional.of(new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.of(compressed)));
        } catch (Secp256k1Exception notOnTheCurve) {
            return Optional.empty();
        }
    }
}
