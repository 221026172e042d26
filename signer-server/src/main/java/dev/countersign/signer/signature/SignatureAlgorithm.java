package dev.countersign.signer.signature;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey;

/// How a key signs. Each kind of key has one way, RSA two.
public enum SignatureAlgorithm {
    /// Over a digest of the curve's own length: 32 bytes for secp256k1 and P-256, 48 for P-384. `r || s`.
    ECDSA,
    /// Over the message (RFC 8032). 64 bytes.
    EDDSA,
    /// Over the message: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2).
    RSA_PKCS1_SHA256,
    /// Over the message: RSASSA-PSS with SHA-256, MGF1 with SHA-256 and 32 bytes of salt (RFC 8017 §8.1).
    RSA_PSS_SHA256,
    /// Over the message, with the hash of the key's kind (RFC 2104).
    HMAC;

    /// The longest message. What a venue calls a request is far shorter.
    public static final int MAX_MESSAGE_BYTES = 64 * 1024;

    /// True if keys of this kind sign so.
    public boolean fits(PinnedKey.Kind kind) {
        return switch (kind) {
            case SECP256K1, P256, P384 -> this == ECDSA;
            case ED25519 -> this == EDDSA;
            case RSA_2048, RSA_3072 -> this == RSA_PKCS1_SHA256 || this == RSA_PSS_SHA256;
            case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> this == HMAC;
        };
    }

    /// Refuses what a key must not be asked for: tokens are lenient. SoftHSM signs digests of any length up to 64
    /// bytes; on an empty message tokens differ, and no request is one; the reserved text is no message.
    ///
    /// @throws IllegalArgumentException unless `data` is a digest of the curve's length, or a message of 1 to
    ///     [#MAX_MESSAGE_BYTES] that is not [CheckValue#RESERVED_TEXT]; or if `kind` does not sign so
    public void requireSignable(PinnedKey.Kind kind, byte[] data) {
        if (!fits(kind)) {
            throw new IllegalArgumentException("a key of kind " + kind + " does not sign by " + this);
        }
        var digest = digestBytes(kind);
        if (digest > 0 ? data.length != digest : data.length < 1 || data.length > MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("%d bytes are not what a key of kind %s signs by %s: %s"
                    .formatted(data.length, kind, this, digest > 0 ? digest : "1 to " + MAX_MESSAGE_BYTES));
        }
        if (this == HMAC
                && data.length == CheckValue.RESERVED_TEXT.size()
                && CheckValue.RESERVED_TEXT.equals(Bytes.of(data))) {
            throw new IllegalArgumentException("the text of check values is no message");
        }
    }

    /// The length of the curve's digests; 0 for what signs messages.
    private static int digestBytes(PinnedKey.Kind kind) {
        return switch (kind) {
            case SECP256K1, P256 -> 32;
            case P384 -> 48;
            case ED25519, RSA_2048, RSA_3072, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> 0;
        };
    }
}
