package dev.countersign.signer.model;

import java.math.BigInteger;

/// A quantity of one [Asset], counted in its base unit (satoshi, wei, lamport).
/// Never a decimal: showing people coins is the client's job.
///
/// @param units base units, `0 <= units < 2^320`: wider than any field we decode (2^256), so that a charge (gas times
///     price plus value) is never cut off; no limit admits more than 2^256
public record Amount(Asset asset, BigInteger units) {

    /// The width of the units.
    public static final int BITS = 320;

    public Amount {
        if (units.signum() < 0 || units.bitLength() > BITS) {
            throw new IllegalArgumentException("units out of range: " + units.bitLength() + " bits");
        }
    }

    @Override
    public String toString() {
        return units + " of " + asset;
    }
}
