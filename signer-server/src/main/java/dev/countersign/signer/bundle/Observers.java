package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Chain;
import java.util.Map;

/// Who tells what of the signatures is spent on the chains. They free nothing but what counts as
/// outstanding.
///
/// @param quorum who must sign an observation
/// @param depth how many confirmations an observation of a chain must state at least, 1 or more; a
///     chain without is never observed
public record Observers(Quorum quorum, Map<Chain, Long> depth) {

    public Observers {
        depth = Map.copyOf(depth);
    }
}
