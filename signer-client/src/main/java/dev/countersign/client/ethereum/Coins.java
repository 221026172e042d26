package dev.countersign.client.ethereum;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/// Amounts as people write them, and base units. Exact in both directions: what does not fit is refused,
/// never rounded.
public final class Coins {

    /// Decimal places of gwei, the unit of gas prices, over wei.
    public static final int GWEI_DECIMALS = 9;

    private static final int UINT256_BITS = 256;
    private static final int UINT256_DIGITS = 78;
    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]*)(?:\\.([0-9]+))?");

    private Coins() {}

    /// The base units of `coins`.
    ///
    /// @param coins for example `1250.50`: digits, at most one point with digits on both sides; no sign, no
    ///     exponent, no separators, no superfluous leading zero
    /// @param decimals decimal places between the base unit and one coin, 0 to 36
    /// @throws IllegalArgumentException if it is of another form, has more decimals than the asset, or
    ///     reaches 2^256
    public static BigInteger toBaseUnits(String coins, int decimals) {
        var form = FORM.matcher(coins);
        if (coins.length() > 2 * UINT256_DIGITS || !form.matches()) {
            throw new IllegalArgumentException("an amount is written like 1250.50, not '" + clipped(coins) + "'");
        }
        var fraction = form.group(2) == null ? "" : form.group(2);
        if (fraction.length() > decimals) {
            throw new IllegalArgumentException(
                    "%s has %d decimals, and there are only %d".formatted(coins, fraction.length(), decimals));
        }
        var units = new BigInteger(form.group(1) + fraction + "0".repeat(decimals - fraction.length()));
        if (units.bitLength() > UINT256_BITS) {
            throw new IllegalArgumentException(coins + " is more than 2^256 base units");
        }
        return units;
    }

    /// The coins of `baseUnits`, without superfluous zeros: `1250.5`.
    public static String format(BigInteger baseUnits, int decimals) {
        var coins = new BigDecimal(baseUnits, decimals);
        return coins.signum() == 0 ? "0" : coins.stripTrailingZeros().toPlainString();
    }

    private static String clipped(String text) {
        return text.length() <= UINT256_DIGITS ? text : text.substring(0, UINT256_DIGITS) + "…";
    }
}
