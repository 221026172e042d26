package dev.countersign.signer.signature;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;

/// Signatures for the tests of other rooms, which nobody made and nobody verified.
public final class TestSignatures {

    private TestSignatures() {}

    /// A signature whose bytes are those of the digest, twice, and parity 0: the same for the same digest.
    public static VerifiedSignature signature(PinnedKey key, Digest32 digest) {
        return new VerifiedSignature(key, digest, Bytes.fromHex(digest.hex() + digest.hex() + "00"));
    }

    /// Another signature of the same digest.
    public static VerifiedSignature other(PinnedKey key, Digest32 digest) {
        return new VerifiedSignature(key, digest, Bytes.fromHex(digest.hex() + digest.hex() + "01"));
    }
}
