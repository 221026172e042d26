package dev.countersign.signer.model;

import java.util.Arrays;
import java.util.Locale;

/// A key as the policy pins it: the identity of a key. Charges and slots are counted by it, never by a key's name.
///
/// @param encoded what `kind` says
public record PinnedKey(Kind kind, Bytes encoded) {

    /// The kinds of key that can be pinned, and what pins each.
    public enum Kind {
        /// The compressed point, 33 bytes (SEC 1 §2.3.3).
        SECP256K1,
        /// The compressed point, 33 bytes (SEC 1 §2.3.3).
        P256,
        /// The compressed point, 49 bytes (SEC 1 §2.3.3).
        P384,
        /// 32 bytes (RFC 8032 §5.1.5).
        ED25519,
        /// DER RSAPublicKey (RFC 8017 §A.1.1), modulus of 2048 bits.
        RSA_2048,
        /// DER RSAPublicKey (RFC 8017 §A.1.1), modulus of 3072 bits.
        RSA_3072,
        /// The check value, 32 bytes: see [CheckValue].
        HMAC_SHA256,
        /// The check value, 48 bytes: see [CheckValue].
        HMAC_SHA384,
        /// The check value, 64 bytes: see [CheckValue].
        HMAC_SHA512;

        /// The kind as files and commands write it: `secp256k1`, `p-256`, `ed25519`, `rsa-2048`, `hmac-sha512`, ….
        public String text() {
            return switch (this) {
                case P256 -> "p-256";
                case P384 -> "p-384";
                case SECP256K1, ED25519, RSA_2048, RSA_3072, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 ->
                    name().toLowerCase(Locale.ROOT).replace('_', '-');
            };
        }

        /// The kind that [#text] is of.
        ///
        /// @throws IllegalArgumentException if it is of none
        public static Kind of(String text) {
            return Arrays.stream(values())
                    .filter(kind -> kind.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no kind of key"));
        }

        /// True for keys that have a public half.
        public boolean asymmetric() {
            return this != HMAC_SHA256 && this != HMAC_SHA384 && this != HMAC_SHA512;
        }

        private boolean fits(Bytes encoded) {
            return switch (this) {
                case SECP256K1, P256 -> encoded.size() == 33 && isCompressed(encoded);
                case P384 -> encoded.size() == 49 && isCompressed(encoded);
                case ED25519, HMAC_SHA256 -> encoded.size() == 32;
                case HMAC_SHA384 -> encoded.size() == 48;
                case HMAC_SHA512 -> encoded.size() == 64;
                case RSA_2048 -> isRsa(encoded, 256);
                case RSA_3072 -> isRsa(encoded, 384);
            };
        }

        private static boolean isCompressed(Bytes point) {
            return point.at(0) == 2 || point.at(0) == 3;
        }

        /// SEQUENCE { INTEGER modulus, INTEGER 65537 }: the header, the modulus with its leading zero, the exponent.
        private static boolean isRsa(Bytes der, int modulusBytes) {
            return der.size() == 4 + 5 + modulusBytes + 5 && der.hex().endsWith("0203010001");
        }
    }

    public PinnedKey {
        if (!kind.fits(encoded)) {
            throw new IllegalArgumentException("not what pins a key of kind " + kind);
        }
    }

    /// The encoding in lower-case hex: how the journal and the database name the key.
    public String hex() {
        return encoded.hex();
    }

    @Override
    public String toString() {
        return hex();
    }
}
