package dev.countersign.signer.decode.ethereum;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndlessTest {

    @ParameterizedTest
    @ValueSource(ints = {96, 112, 128, 160, 255, 256})
    void all_bits_set_are_for_ever(int bits) {
        assertThat(Endless.is(BigInteger.TWO.pow(bits).subtract(BigInteger.ONE)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 200, 255})
    void what_no_supply_reaches_is_for_ever(int bits) {
        assertThat(Endless.is(BigInteger.TWO.pow(bits))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 64, 95, 96, 112, 127})
    void an_amount_that_somebody_means_is_not(int bits) {
        assertThat(Endless.is(BigInteger.TWO.pow(bits))).isFalse();
        assertThat(Endless.is(BigInteger.TWO.pow(bits).subtract(BigInteger.TWO).max(BigInteger.ZERO)))
                .isFalse();
    }
}
