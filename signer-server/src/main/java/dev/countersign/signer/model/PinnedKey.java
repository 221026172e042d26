package dev.countersign.signer.model;

/// A public key that the policy pins: the identity of a key. Charges and slots are counted by it, never by a key's
/// name.
///
/// @param encoded secp256k1: the compressed point, 33 bytes (SEC 1 §2.3.3). Ed25519: 32 bytes (RFC 8032 §5.1.5)
public record PinnedKey(Kind kind, Bytes encoded) {

    /// The kinds of key that can be pinned.
    public enum Kind {
        SECP256K1,
        ED25519
    }

    public PinnedKey {
        var wellFormed = switch (kind) {
            case SECP256K1 -> encoded.size() == 33 && (encoded.at(0) == 2 || encoded.at(0) == 3);
            case ED25519 -> encoded.size() == 32;
        };
        if (!wellFormed) {
            throw new IllegalArgumentException("not a compressed " + kind + " public key");
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
