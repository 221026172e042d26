package dev.countersign.signer.ledger.history;

import java.time.Instant;

/// An entry of the journal: the linearization point of the call that wrote it.
///
/// @param what as [Specification#writes] says it of the call
/// @param at the ledger time in it
public record Written(long index, String what, Instant at) {}
