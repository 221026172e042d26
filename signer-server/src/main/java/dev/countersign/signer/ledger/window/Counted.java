package dev.countersign.signer.ledger.window;

import java.math.BigInteger;

/// What counts on a meter and ages as one: of a family, or of one version of it.
///
/// @param units base units, or signatures
/// @param open true if it does not age: in a window, because a version that counts is not settled; of
///     what is outstanding, because no time ends it
/// @param at ledger time in milliseconds: when it was settled, in a window; of what is outstanding,
///     when it ends; without meaning while open
record Counted(BigInteger units, boolean open, long at) {}
