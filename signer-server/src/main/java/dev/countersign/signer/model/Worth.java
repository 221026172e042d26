package dev.countersign.signer.model;

import java.math.BigInteger;

/// What something is worth in a [Currency].
///
/// @param units in the currency's smallest unit, 0 or more
public record Worth(Currency currency, BigInteger units) {

    public Worth {
        if (units.signum() < 0) {
            throw new IllegalArgumentException("worth less than nothing");
        }
    }

    @Override
    public String toString() {
        return currency.words(units);
    }
}
