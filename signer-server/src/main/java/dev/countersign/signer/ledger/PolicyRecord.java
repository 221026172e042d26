package dev.countersign.signer.ledger;

import dev.countersign.signer.model.Digest32;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The policies with officers of a ledger that is not being served.
///
/// @param decided every one that decided: the first of them is what the token remembers, the last is the active one
/// @param waiting what becomes active when it is due
/// @param takenIn the digests of all that were ever taken in
public record PolicyRecord(List<GovernedPolicy> decided, Optional<GovernedPolicy> waiting, Set<Digest32> takenIn) {

    public PolicyRecord {
        decided = List.copyOf(decided);
        takenIn = Set.copyOf(takenIn);
    }
}
