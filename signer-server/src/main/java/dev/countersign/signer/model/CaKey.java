package dev.countersign.signer.model;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The public key of a CA, by which its certificates are known whatever it calls itself.
///
/// @param encoded SubjectPublicKeyInfo, DER (RFC 5280 §4.1.2.7)
public record CaKey(Bytes encoded) {

    /// What [#parse] takes, for people.
    public static final String FORM =
            "a CA's public key in Base64, as openssl x509 -in ca.crt -noout -pubkey prints it, without its first and last line";

    private static final int MOST_CHARACTERS = 2000;
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    public CaKey {
        if (key(encoded).isEmpty()) {
            throw new IllegalArgumentException("no public key of kind EC, RSA or Ed25519");
        }
    }

    /// Reads the key's one line of Base64.
    ///
    /// @throws IllegalArgumentException if it is no public key of a kind that CAs have
    public static CaKey parse(String base64) {
        if (base64.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("longer than any CA's key");
        }
        return new CaKey(Bytes.of(Base64.getDecoder().decode(base64)));
    }

    /// True if the CA itself signed the certificate.
    public boolean signed(X509Certificate certificate) {
        try {
            certificate.verify(key(encoded).orElseThrow());
            return true;
        } catch (GeneralSecurityException notThisOne) {
            return false;
        }
    }

    private static Optional<PublicKey> key(Bytes encoded) {
        for (var algorithm : ALGORITHMS) {
            try {
                var key =
                        KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded.toByteArray()));
                if (Bytes.of(key.getEncoded()).equals(encoded)) {
                    return Optional.of(key);
                }
            } catch (GeneralSecurityException _) {
                // of another kind
            }
        }
        return Optional.empty();
    }

    /// SHA-256 of the encoding, as `openssl` and browsers pin keys.
    @Override
    public String toString() {
        return "sha256:" + Digest32.sha256(encoded.toByteArray()).hex();
    }
}
