package dev.countersign.signer.ledger;

import dev.countersign.signer.model.Digest32;
import java.util.Optional;
import java.util.Set;

/// The policies with officers of a ledger that is not being served.
///
/// @param first the first one, which the token pins
/// @param waiting what becomes active when it is due
/// @param takenIn the digests of all that were ever taken in
public record PolicyRecord(
        Optional<GovernedPolicy> first,
        Optional<GovernedPolicy> active,
        Optional<GovernedPolicy> waiting,
        Set<Digest32> takenIn) {

    public PolicyRecord {
        takenIn = Set.copyOf(takenIn);
    }
}
