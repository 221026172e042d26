package dev.countersign.signer.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/// What the worth of several assets is counted in, as the policy names it: `USD` with 2 decimals. No asset: nobody
/// holds it here. Another number of decimals is another currency.
///
/// @param code 3 to 8 characters of A-Z
/// @param decimals places of the smallest unit that is counted, 0 to 8
public record Currency(String code, int decimals) {

    /// The most places that are counted.
    public static final int MOST_DECIMALS = 8;

    private static final Pattern CODE = Pattern.compile("[A-Z]{3,8}");

    public Currency {
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("a currency has 3 to 8 characters of A-Z");
        }
        if (decimals < 0 || decimals > MOST_DECIMALS) {
            throw new IllegalArgumentException("a currency has 0 to " + MOST_DECIMALS + " decimals");
        }
    }

    /// So many of its smallest units, for people: `12000.50 USD`.
    public String words(BigInteger units) {
        return new BigDecimal(units, decimals).toPlainString() + " " + code;
    }
}
