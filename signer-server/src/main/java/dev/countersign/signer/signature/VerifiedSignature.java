package dev.countersign.signer.signature;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;

/// Proof that the pinned key signed a digest. Only [SignatureVerifier] makes one.
public final class VerifiedSignature {

    private final PinnedKey key;
    private final Digest32 digest;
    private final Bytes bytes;

    VerifiedSignature(PinnedKey key, Digest32 digest, Bytes bytes) {
        this.key = key;
        this.digest = digest;
        this.bytes = bytes;
    }

    public PinnedKey key() {
        return key;
    }

    public Digest32 digest() {
        return digest;
    }

    /// `r (32) || s (32) || y parity (1: 0 or 1)`, s in the lower half of the group order (EIP-2, BIP-146).
    public Bytes bytes() {
        return bytes;
    }
}
