package dev.countersign.client.ethereum;

import com.google.protobuf.ByteString;
import org.bouncycastle.crypto.digests.KeccakDigest;

/// Keccak-256 with Ethereum's original padding (not FIPS 202 SHA3-256).
final class Keccak {

    private static final int BITS = 256;

    private Keccak() {}

    static ByteString of(ByteString message) {
        var keccak = new KeccakDigest(BITS);
        keccak.update(message.toByteArray(), 0, message.size());
        var digest = new byte[BITS / 8];
        keccak.doFinal(digest, 0);
        return ByteString.copyFrom(digest);
    }
}
