package dev.countersign.signer.decode;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.util.List;

/// Our own canonical encoding of a payload: what is hashed, and where the signatures go.
public interface Signable {

    /// What the key signs, in the order of the payload's inputs; at least one.
    List<Digest32> digests();

    /// The bytes that the digests are made of, or the container that they are found in: our own encoding.
    Bytes canonical();

    /// The payload with its signatures.
    ///
    /// @param signatures one for each digest, in their order, each `r (32) || s (32) || y parity (1)`
    SignedPayload assemble(List<Bytes> signatures);
}
