package dev.countersign.signer.signature;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.conscrypt.Conscrypt;

/// Verifies what a token returned for any key that has a public half: secp256k1 by [SignatureVerifier], the others by
/// Conscrypt. HMAC keys have nothing to verify with. Thread-safe; keeps each public key that it has seen.
public final class RawSignatureVerifier {

    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    private final SignatureVerifier secp256k1 = new SignatureVerifier();
    private final Provider conscrypt = Conscrypt.newProvider();
    private final Map<PinnedKey, PublicKey> publicKeys = new ConcurrentHashMap<>();

    /// Returns if `key` made `raw` over `data`.
    ///
    /// @param data what [SignatureAlgorithm#requireSignable] allows
    /// @param raw `r || s`, big-endian, each as wide as the curve's order, s of either half; else as its standard
    ///     has it
    /// @throws IllegalArgumentException if `key` is an HMAC key, or does not sign such data so
    public void verify(PinnedKey key, SignatureAlgorithm algorithm, byte[] data, byte[] raw) throws SignatureRejected {
        algorithm.requireSignable(key.kind(), data);
        switch (algorithm) {
            case ECDSA -> {
                if (key.kind() == PinnedKey.Kind.SECP256K1) {
                    secp256k1.verify(key, new Digest32(Bytes.of(data)), Bytes.of(raw));
                } else {
                    require(key, "NONEwithECDSA", data, ecdsaDer(key, raw));
                }
            }
            case EDDSA -> require(key, "EdDSA", data, raw);
            case RSA_PKCS1_SHA256 -> require(key, "SHA256withRSA", data, raw);
            case RSA_PSS_SHA256 -> require(key, "SHA256withRSA/PSS", data, raw);
            case HMAC -> throw new IllegalArgumentException("a MAC cannot be verified without its key");
        }
    }

    private void require(PinnedKey key, String algorithm, byte[] data, byte[] raw) throws SignatureRejected {
        try {
            var signature = Signature.getInstance(algorithm, conscrypt);
            if (algorithm.endsWith("/PSS")) {
                signature.setParameter(PSS);
            }
            signature.initVerify(publicKey(key));
            signature.update(data);
            if (signature.verify(raw)) {
                return;
            }
        } catch (GeneralSecurityException | RuntimeException notASignature) {
            // what is wrong with bytes that nobody may see is nobody's business
        }
        throw new SignatureRejected("the HSM returned a signature that key " + key + " did not make");
    }

    private PublicKey publicKey(PinnedKey key) throws GeneralSecurityException {
        var known = publicKeys.get(key);
        if (known != null) {
            return known;
        }
        var algorithm = switch (key.kind()) {
            case SECP256K1, P256, P384 -> "EC";
            case ED25519 -> "EdDSA";
            case RSA_2048, RSA_3072 -> "RSA";
            case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> throw new IllegalArgumentException("no public half");
        };
        var made = KeyFactory.getInstance(algorithm, conscrypt)
                .generatePublic(new X509EncodedKeySpec(PublicKeyInfo.of(key).toByteArray()));
        publicKeys.put(key, made);
        return made;
    }

    /// ECDSA-Sig-Value (RFC 3279 §2.2.3), which is what Conscrypt takes.
    private static byte[] ecdsaDer(PinnedKey key, byte[] raw) throws SignatureRejected {
        var width = key.kind() == PinnedKey.Kind.P384 ? 48 : 32;
        if (raw.length != 2 * width) {
            throw new SignatureRejected(
                    "the HSM returned %d bytes as a signature of key %s, not %d".formatted(raw.length, key, 2 * width));
        }
        var integers = new ASN1EncodableVector(2);
        integers.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(raw, 0, width))));
        integers.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(raw, width, raw.length))));
        try {
            return new DERSequence(integers).getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
