package dev.countersign.signer.governance.diff;

/// One thing that differs between two policies.
///
/// @param path where it stands in policy.yaml, such as `keys.eth-hot.rules.exchange-top-up.to`
/// @param words what it does, for the officers who sign the policy; completes the path after a colon
public record Change(Direction direction, String path, String words) {

    /// What a change does to what may be signed.
    public enum Direction {
        /// Provably never more than before.
        TIGHTER,
        /// More than before.
        LOOSER,
        /// Not provably either; it is treated as LOOSER.
        OTHER
    }
}
