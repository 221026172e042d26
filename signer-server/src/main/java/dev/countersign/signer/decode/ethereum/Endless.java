package dev.countersign.signer.decode.ethereum;

import java.math.BigInteger;

/// What contracts take for "as much as there is" and "for ever", in calls and in permits alike.
public final class Endless {

    /// 9999-12-31T23:59:59Z, in seconds since 1970: no rule allows as much, and every format can write it.
    public static final BigInteger LAST_SECOND = BigInteger.valueOf(253_402_300_799L);

    /// From here on no token has a supply (Permit2 takes 2^160-1, ERC-20 tokens 2^256-1 for "for ever").
    private static final BigInteger AMOUNT = BigInteger.TWO.pow(128).subtract(BigInteger.ONE);

    /// The narrowest allowance that tokens have, as COMP and UNI.
    private static final int LEAST_BITS = 96;

    private Endless() {}

    /// True of an allowance without a bound: 2^128-1 or more, or all bits of 96 or more set.
    ///
    /// @param units base units, 0 or more
    public static boolean is(BigInteger units) {
        return units.compareTo(AMOUNT) >= 0
                || (units.bitLength() >= LEAST_BITS && units.bitCount() == units.bitLength());
    }
}
