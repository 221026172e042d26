package dev.countersign.signer.policy;

import dev.countersign.signer.model.Brake;
import java.math.BigInteger;

/// A window limit that a request must keep.
///
/// @param limitId the limit's name in the policy
/// @param max of what the meter adds up: base units of its asset, or signatures
public record MeteredLimit(String limitId, Meter meter, BigInteger max) {

    MeteredLimit braked(Brake brake) {
        return new MeteredLimit(limitId, meter, brake.of(max));
    }
}
