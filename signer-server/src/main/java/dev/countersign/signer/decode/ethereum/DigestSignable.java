package dev.countersign.signer.decode.ethereum;

import dev.countersign.signer.decode.Signable;
import dev.countersign.signer.decode.SignedPayload;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.io.ByteArrayOutputStream;
import java.util.List;

/// A digest whose signature stands alone, as wallets return it: `r (32) || s (32) || v (1)`, v 27 or 28.
///
/// @param digest what is signed, and named by
/// @param canonical what it is the digest of; itself where that is unknown
public record DigestSignable(Digest32 digest, Bytes canonical) implements Signable {

    private static final int V_OF_EVEN = 27; // Yellow Paper appendix F, before EIP-155

    /// What is signed by the Keccak-256 of `preimage`.
    public static DigestSignable of(Bytes preimage) {
        return new DigestSignable(Keccak256.of(preimage), preimage);
    }

    @Override
    public List<Digest32> digests() {
        return List.of(digest);
    }

    /// The signature alone.
    ///
    /// @throws IllegalArgumentException if there is not exactly one signature of the form
    @Override
    public SignedPayload assemble(List<Bytes> signatures) {
        var signature = OneSignature.of(signatures);
        var content = new ByteArrayOutputStream();
        content.writeBytes(signature.rs().toByteArray());
        content.write(V_OF_EVEN + signature.yParity());
        return new SignedPayload(Bytes.of(content.toByteArray()), "0x" + digest.hex());
    }
}
