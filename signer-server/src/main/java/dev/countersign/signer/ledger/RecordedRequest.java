package dev.countersign.signer.ledger;

import dev.countersign.signer.model.KeyId;
import java.time.Instant;
import java.util.Optional;

/// What became of a request.
///
/// @param reservedAt ledger time of its first reservation
/// @param settled present if and only if the state is SETTLED
public record RecordedRequest(KeyId keyId, State state, Instant reservedAt, Optional<Settled> settled) {

    /// The life of a recorded request.
    public enum State {
        /// Charged; whether the HSM signed is not known (yet).
        RESERVED,
        /// Signed, verified and recorded.
        SETTLED,
        /// Given back: the HSM was never asked. The request id stays bound.
        RELEASED
    }
}
