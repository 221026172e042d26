package dev.countersign.signer.ledger;

/// What became of an observation.
///
/// @param journalIndex of its entry
/// @param ended signatures that can be used no more, and could before
public record Observed(long journalIndex, int ended) {}
