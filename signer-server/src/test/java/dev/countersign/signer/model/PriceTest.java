package dev.countersign.signer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTest {

    private static final Currency USD = new Currency("USD", 2);

    @ParameterizedTest
    @CsvSource({
        "3000, 18, 1000000000000000000, 300000",
        "3000, 18, 0, 0",
        "3000, 18, 1, 1", // less than a cent is a cent
        "3000, 18, 3333333333333, 1",
        "3000, 18, 3333333333334, 2",
        "0.9998, 6, 1000000, 100",
        "0.99, 6, 1000000, 99",
        "0.000000000000000001, 0, 1, 1",
        "999999999999999999.999999999999999999, 0, 1, 100000000000000000000",
        "2.5, 0, 2, 500",
    })
    void worth_is_rounded_up_to_the_smallest_unit(String price, int decimals, BigInteger units, BigInteger cents) {
        assertThat(Price.parse(price, decimals).of(units, USD)).isEqualTo(new Worth(USD, cents));
    }

    /// So splitting a payment never makes it count less.
    @Test
    void parts_are_worth_at_least_what_the_whole_is_worth() {
        var seed = new Random().nextLong();
        var random = new Random(seed);
        for (var i = 0; i < 2_000; i++) {
            var price = new Price(
                    new BigDecimal(BigInteger.valueOf(1 + random.nextLong(1L << 40)), random.nextInt(19)),
                    random.nextInt(37));
            var currency = new Currency("USD", random.nextInt(9));
            var whole = BigInteger.ZERO;
            var parts = BigInteger.ZERO;
            for (var n = 1 + random.nextInt(5); n > 0; n--) {
                var part = new BigInteger(random.nextInt(120), random);
                whole = whole.add(part);
                parts = parts.add(price.of(part, currency).units());
            }
            var exact = price.perCoin()
                    .multiply(new BigDecimal(whole))
                    .scaleByPowerOfTen(currency.decimals() - price.decimals());

            assertThat(parts)
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(price.of(whole, currency).units());
            assertThat(new BigDecimal(price.of(whole, currency).units()).subtract(exact))
                    .as("seed %d", seed)
                    .isBetween(BigDecimal.ZERO, BigDecimal.ONE)
                    .isNotEqualByComparingTo(BigDecimal.ONE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3600, true",
        "3600.000000000000000001, false",
        "2400, true",
        "2399.999999999999999999, false",
        "3000, true",
    })
    void a_step_is_measured_from_the_price_before_both_ways(String next, boolean within) {
        assertThat(Price.parse(next, 18).isWithin(20, Price.parse("3000", 18))).isEqualTo(within);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.0",
                "-1",
                "+1",
                "1e3",
                "1.",
                ".5",
                "01",
                "1,000",
                "",
                "1.0000000000000000001",
                "1000000000000000000",
                "NaN",
                "１"
            })
    void what_is_no_price_is_not_read(String text) {
        assertThatThrownBy(() -> Price.parse(text, 18)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_price_has_one_value_however_many_zeros_it_is_written_with() {
        assertThat(Price.parse("100.50", 6)).isEqualTo(Price.parse("100.5", 6));
        assertThat(Price.parse("100.00", 6).text()).isEqualTo("100");
        assertThat(Price.parse("0.10", 6).text()).isEqualTo("0.1");
    }

    @Test
    void a_currency_of_other_decimals_is_another() {
        assertThat(new Currency("USD", 2)).isNotEqualTo(new Currency("USD", 3));
        assertThat(USD.words(BigInteger.valueOf(1_200_050))).isEqualTo("12000.50 USD");
        assertThat(new Currency("USD", 0).words(BigInteger.TEN)).isEqualTo("10 USD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"US", "usd", "ABCDEFGHI", "US1", "U.S"})
    void a_currency_has_letters_alone(String code) {
        assertThatThrownBy(() -> new Currency(code, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
