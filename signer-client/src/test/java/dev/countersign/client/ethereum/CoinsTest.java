package dev.countersign.client.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoinsTest {

    @ParameterizedTest
    @CsvSource({
        "1250.50, 6, 1250500000",
        "0, 18, 0",
        "0.000000000000000001, 18, 1",
        "1, 0, 1",
        "30, 9, 30000000000",
        "1.5, 9, 1500000000",
        "115792089237316195423570985008687907853269984665640564039457.584007913129639935, 18,"
                + " 115792089237316195423570985008687907853269984665640564039457584007913129639935"
    })
    void coins_are_exact_base_units(String coins, int decimals, BigInteger units) {
        assertThat(Coins.toBaseUnits(coins, decimals)).isEqualTo(units);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " 1", "-1", "+1", "1e3", "1E3", ".5", "1.", "01", "1,5", "1_000", "0x1", "1.2.3", "٣", "NaN"
            })
    void what_is_not_a_plain_decimal_is_refused(String coins) {
        assertThatIllegalArgumentException().isThrownBy(() -> Coins.toBaseUnits(coins, 6));
    }

    @Test
    void too_many_decimals_are_refused_even_if_they_are_zeros() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Coins.toBaseUnits("1.0000000", 6))
                .withMessageContaining("7 decimals")
                .withMessageContaining("only 6");
    }

    @Test
    void what_reaches_2_to_the_256_is_refused() {
        var first = BigInteger.TWO.pow(256).toString();

        assertThatIllegalArgumentException().isThrownBy(() -> Coins.toBaseUnits(first, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Coins.toBaseUnits("9".repeat(1_000), 18));
    }

    @ParameterizedTest
    @CsvSource({"1250500000, 6, 1250.5", "0, 18, 0", "1, 18, 0.000000000000000001", "100, 0, 100", "1000000, 6, 1"})
    void base_units_are_shown_without_superfluous_zeros(BigInteger units, int decimals, String coins) {
        assertThat(Coins.format(units, decimals)).isEqualTo(coins);
    }
}
