package dev.countersign.signer.signature;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/// A pinned key as a SubjectPublicKeyInfo, in the one form that certificates mostly have: named curves, uncompressed
/// points (RFC 5480 §2), RSA with NULL parameters (RFC 3279 §2.3.1), Ed25519 without any (RFC 8410 §4).
public final class PublicKeyInfo {

    private PublicKeyInfo() {}

    /// The DER encoding.
    ///
    /// @throws IllegalArgumentException if `key` has no public half, or names no point of its curve
    public static Bytes of(PinnedKey key) {
        var encoded = key.encoded().toByteArray();
        return switch (key.kind()) {
            case SECP256K1 -> onCurve(SECObjectIdentifiers.secp256k1, encoded);
            case P256 -> onCurve(X9ObjectIdentifiers.prime256v1, encoded);
            case P384 -> onCurve(SECObjectIdentifiers.secp384r1, encoded);
            case ED25519 -> der(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), encoded);
            case RSA_2048, RSA_3072 ->
                der(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), encoded);
            case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 ->
                throw new IllegalArgumentException("a key of kind " + key.kind() + " has no public half");
        };
    }

    private static Bytes onCurve(ASN1ObjectIdentifier curve, byte[] compressed) {
        var point = CustomNamedCurves.getByOID(curve).getCurve().decodePoint(compressed);
        return der(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), point.getEncoded(false));
    }

    private static Bytes der(AlgorithmIdentifier algorithm, byte[] publicKey) {
        try {
            return Bytes.of(new SubjectPublicKeyInfo(algorithm, publicKey).getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
