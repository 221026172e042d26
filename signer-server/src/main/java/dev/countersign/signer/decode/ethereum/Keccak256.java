package dev.countersign.signer.decode.ethereum;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import org.bouncycastle.crypto.digests.KeccakDigest;

/// Keccak-256 with the padding of the original submission, as Ethereum uses it (Yellow Paper §3); not
/// SHA3-256.
public final class Keccak256 {

    private Keccak256() {}

    public static Digest32 of(Bytes message) {
        var keccak = new KeccakDigest(256);
        keccak.update(message.toByteArray(), 0, message.size());
        var digest = new byte[32];
        keccak.doFinal(digest, 0);
        return Digest32.of(digest);
    }
}
