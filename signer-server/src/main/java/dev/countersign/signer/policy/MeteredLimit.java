package dev.countersign.signer.policy;

import dev.countersign.signer.model.Brake;
import java.math.BigInteger;
import java.util.Optional;

/// A limit over several requests that a request must keep.
///
/// @param limitId the limit's name in the policy
/// @param max of what the meter adds up: base units of its asset, signatures, or a currency's smallest units
public record MeteredLimit(String limitId, Meter meter, BigInteger max) {

    /// What a limit in a currency requires beside: that nothing which it counts is without a price.
    public Optional<MeteredLimit> priced() {
        return meter.unpriced().map(unpriced -> new MeteredLimit(limitId, unpriced, BigInteger.ZERO));
    }

    MeteredLimit braked(Brake brake) {
        return new MeteredLimit(limitId, meter, brake.of(max));
    }
}
