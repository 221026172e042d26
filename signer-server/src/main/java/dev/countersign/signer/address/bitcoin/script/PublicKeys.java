package dev.countersign.signer.address.bitcoin.script;

import dev.countersign.signer.model.Bytes;

/// The form of public keys in scripts (SEC 1 §2.3.3). Whether they are points of the curve is not asked:
/// who pays to one that is not, or signs for one, gets nothing.
public final class PublicKeys {

    public static final int COMPRESSED_BYTES = 33;
    static final int UNCOMPRESSED_BYTES = 65;

    private PublicKeys() {}

    public static boolean isCompressed(Bytes key) {
        return key.size() == COMPRESSED_BYTES && (key.at(0) == 2 || key.at(0) == 3);
    }

    static boolean isUncompressed(Bytes key) {
        return key.size() == UNCOMPRESSED_BYTES && key.at(0) == 4;
    }

    static void requireCompressed(Bytes key) {
        if (!isCompressed(key)) {
            throw new IllegalArgumentException("a compressed public key has 33 bytes and begins with 2 or 3");
        }
    }
}
