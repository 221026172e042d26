package dev.countersign.signer.decode;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;

/// The last line: whatever a reader let pass, only bytes that we would have written ourselves are signed.
public final class Canonical {

    private Canonical() {}

    /// Checks that the payload is our own encoding of what was read from it.
    ///
    /// @throws Refused TRANSACTION_UNDECODABLE
    public static void require(Bytes payload, Bytes ours) throws Refused {
        if (!ours.equals(payload)) {
            throw DecodingRule.CANONICAL_BYTES.broken(
                    "the payload is not in canonical form: its %d bytes differ from our encoding of %d"
                            .formatted(payload.size(), ours.size()));
        }
    }
}
