package dev.countersign.signer.governance.diff;

/// What a change does to what may be signed.
public enum Direction {
    /// Provably never more than before.
    TIGHTER,
    /// More than before.
    LOOSER,
    /// Not provably either; it is treated as LOOSER.
    OTHER
}
