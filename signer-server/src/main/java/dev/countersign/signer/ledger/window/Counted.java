package dev.countersign.signer.ledger.window;

import java.math.BigInteger;

/// What one family counts on one meter.
///
/// @param units base units
/// @param open true if it does not age: a version that counts is not settled
/// @param settledAt ledger time in milliseconds that it ages from; without meaning while open
record Counted(BigInteger units, boolean open, long settledAt) {

    static final Counted NOTHING = new Counted(BigInteger.ZERO, false, Long.MIN_VALUE);
}
