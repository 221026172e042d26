package dev.countersign.signer.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/// What a coin of an asset costs in some currency, exactly as it is written.
///
/// @param perCoin more than 0, up to 18 digits before the point and 18 after it, without zeros at its end
/// @param decimals how many places there are between the asset's base unit and a coin, 0 to 36
public record Price(BigDecimal perCoin, int decimals) {

    /// Completes "expected …".
    public static final String FORM = "a price for a coin such as \"3012.55\", more than 0";

    private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    public Price {
        perCoin = perCoin.stripTrailingZeros();
        if (perCoin.signum() <= 0) {
            throw new IllegalArgumentException("a price is more than 0");
        }
    }

    /// Reads what [#text] writes; zeros at the end may follow.
    ///
    /// @throws IllegalArgumentException if it is no price
    public static Price parse(String text, int decimals) {
        if (!DECIMAL.matcher(text).matches()) {
            throw new IllegalArgumentException("no price");
        }
        return new Price(new BigDecimal(text), decimals);
    }

    /// What base units are worth, rounded up: what is charged is never less than it is worth.
    public Worth of(BigInteger units, Currency currency) {
        var worth = perCoin.multiply(new BigDecimal(units)).scaleByPowerOfTen(currency.decimals() - decimals);
        return new Worth(currency, worth.setScale(0, RoundingMode.CEILING).toBigIntegerExact());
    }

    /// True if it is at most `percent` of `before` away from it, up or down.
    public boolean isWithin(int percent, Price before) {
        var moved = perCoin.subtract(before.perCoin).abs();
        return moved.multiply(HUNDRED).compareTo(before.perCoin.multiply(BigDecimal.valueOf(percent))) <= 0;
    }

    /// The price alone, as it is written.
    public String text() {
        return perCoin.toPlainString();
    }
}
