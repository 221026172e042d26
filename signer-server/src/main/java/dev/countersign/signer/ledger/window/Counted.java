package dev.countersign.signer.ledger.window;

import java.math.BigInteger;

/// What counts on a meter and ages as one: of a family, or of one version of it.
///
/// @param units base units, or signatures
/// @param open true if it does not age: a version that counts is not settled
/// @param settledAt ledger time in milliseconds that it ages from; without meaning while open
record Counted(BigInteger units, boolean open, long settledAt) {}
