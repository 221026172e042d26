package dev.countersign.signer.ledger;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.time.Instant;
import java.util.List;

/// A policy that officers signed, as the ledger keeps it.
///
/// @param content its bytes, which `digest` is the SHA-256 of
/// @param signatures what officers made of it, armored
/// @param officers who signed it, by name
/// @param effective when it began to decide, or will, if nobody vetoes it; ledger time
public record GovernedPolicy(
        long version,
        Digest32 digest,
        Bytes content,
        List<String> signatures,
        List<String> officers,
        State state,
        Instant effective) {

    public GovernedPolicy {
        signatures = List.copyOf(signatures);
        officers = List.copyOf(officers);
    }

    /// What became of it.
    public enum State {
        /// It decides when it is due.
        WAITING,
        /// It decides.
        ACTIVE,
        /// Another decides.
        REPLACED,
        /// It waited, and an officer dropped it.
        VETOED,
        /// It waited, and another became active.
        OVERTAKEN
    }
}
