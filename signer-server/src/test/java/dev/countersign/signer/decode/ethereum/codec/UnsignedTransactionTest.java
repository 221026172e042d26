package dev.countersign.signer.decode.ethereum.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.decode.Canonical;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The edges of what a transaction may be: the last value that is read, and the first that is refused.
class UnsignedTransactionTest {

    private static final Bytes TO = Bytes.fromHex("35".repeat(20));
    private static final Bytes NO_DATA = Bytes.fromHex("");
    private static final Bytes STORAGE_KEY = Bytes.fromHex("11".repeat(32));
    private static final BigInteger NO_PRICE = BigInteger.ZERO;
    private static final BigInteger GAS = BigInteger.valueOf(21_000);
    private static final BigInteger PLENTY = BigInteger.valueOf(10_000_000);
    private static final BigInteger TWO_256 = BigInteger.TWO.pow(256);

    @Test
    void a_nonce_is_below_2_to_the_64_minus_1() {
        var last = BigInteger.TWO.pow(64).subtract(BigInteger.TWO);

        assertRead(transfer(last, NO_PRICE, NO_PRICE, GAS, BigInteger.ONE));
        assertRefused(transfer(last.add(BigInteger.ONE), NO_PRICE, NO_PRICE, GAS, BigInteger.ONE), "nonce");
    }

    @Test
    void a_gas_limit_has_64_bits() {
        var last = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

        assertRead(transfer(BigInteger.ONE, NO_PRICE, BigInteger.ONE, last, BigInteger.ONE));
        assertRefused(
                transfer(BigInteger.ONE, NO_PRICE, BigInteger.ONE, last.add(BigInteger.ONE), BigInteger.ONE),
                "gas_limit");
    }

    @Test
    void a_value_has_256_bits_and_so_have_value_and_fee_together() {
        var last = TWO_256.subtract(BigInteger.ONE);
        var lastWithFee = last.subtract(GAS);

        assertRead(transfer(BigInteger.ONE, NO_PRICE, NO_PRICE, GAS, last));
        assertRead(transfer(BigInteger.ONE, NO_PRICE, BigInteger.ONE, GAS, lastWithFee));
        assertRefused(
                transfer(BigInteger.ONE, NO_PRICE, BigInteger.ONE, GAS, lastWithFee.add(BigInteger.ONE)), "value plus");
        assertRefused(transfer(BigInteger.ONE, NO_PRICE, NO_PRICE, GAS, TWO_256), "value (byte");
    }

    @Test
    void gas_limit_times_price_has_256_bits() {
        var last = TWO_256.subtract(BigInteger.ONE).divide(GAS);

        assertRead(transfer(BigInteger.ONE, NO_PRICE, last, GAS, BigInteger.ZERO));
        assertRefused(transfer(BigInteger.ONE, NO_PRICE, last.add(BigInteger.ONE), GAS, BigInteger.ZERO), "gas_limit");
    }

    @Test
    void a_tip_may_be_the_whole_price_and_no_more() {
        assertRead(transfer(BigInteger.ONE, BigInteger.TEN, BigInteger.TEN, GAS, BigInteger.ONE));
        assertRefused(
                transfer(BigInteger.ONE, BigInteger.TEN.add(BigInteger.ONE), BigInteger.TEN, GAS, BigInteger.ONE),
                "max_priority_fee_per_gas");
    }

    @Test
    void gas_covers_data_addresses_and_storage_keys() {
        var data = Bytes.fromHex("000001");
        var list = new AccessList(
                List.of(new AccessList.Entry(TO, List.of(STORAGE_KEY, STORAGE_KEY)), entry(0), entry(1)));
        var needed = BigInteger.valueOf(21_000 + 4 + 4 + 16 + 3 * 2_400 + 3 * 1_900);

        assertRead(withData(needed, data, list));
        assertRefused(withData(needed.subtract(BigInteger.ONE), data, list), "less than the " + needed);
    }

    @Test
    void an_access_list_has_at_most_256_addresses() {
        assertRead(withData(PLENTY, NO_DATA, new AccessList(Collections.nCopies(256, entry(0)))));
        assertRefused(withData(PLENTY, NO_DATA, new AccessList(Collections.nCopies(257, entry(0)))), "257 addresses");
    }

    @Test
    void an_access_list_has_at_most_1024_storage_keys_in_all() {
        assertRead(withData(PLENTY, NO_DATA, new AccessList(List.of(entry(1000), entry(24)))));
        assertRefused(withData(PLENTY, NO_DATA, new AccessList(List.of(entry(1000), entry(25)))), "1024 storage keys");
    }

    @Test
    void a_payload_has_at_most_128_kib() {
        var room = 128 * 1024
                - withData(PLENTY, Bytes.of(new byte[70_000]), AccessList.EMPTY)
                        .encoded()
                        .size();

        assertRead(withData(PLENTY, Bytes.of(new byte[70_000 + room]), AccessList.EMPTY));
        assertRefused(withData(PLENTY, Bytes.of(new byte[70_001 + room]), AccessList.EMPTY), "131073 bytes");
    }

    @Test
    void bytes_other_than_our_own_are_refused() {
        assertThatCode(() -> Canonical.require(TO, Bytes.of(TO.toByteArray()))).doesNotThrowAnyException();
        assertThatThrownBy(() -> Canonical.require(TO, STORAGE_KEY))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("20 bytes differ from our encoding of 32");
    }

    private static UnsignedTransaction transfer(
            BigInteger nonce, BigInteger tip, BigInteger feeCap, BigInteger gasLimit, BigInteger value) {
        return new DynamicFeeTransaction(
                BigInteger.ONE, nonce, tip, feeCap, gasLimit, TO, value, NO_DATA, AccessList.EMPTY);
    }

    private static UnsignedTransaction withData(BigInteger gasLimit, Bytes data, AccessList accessList) {
        return new AccessListTransaction(
                BigInteger.ONE, BigInteger.ONE, NO_PRICE, gasLimit, TO, BigInteger.ZERO, data, accessList);
    }

    private static AccessList.Entry entry(int storageKeys) {
        return new AccessList.Entry(TO, Collections.nCopies(storageKeys, STORAGE_KEY));
    }

    private static void assertRead(UnsignedTransaction transaction) {
        assertThatCode(() -> assertThat(UnsignedTransaction.decode(transaction.encoded()))
                        .isEqualTo(transaction))
                .doesNotThrowAnyException();
    }

    private static void assertRefused(UnsignedTransaction transaction, String words) {
        assertThatThrownBy(() -> UnsignedTransaction.decode(transaction.encoded()))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("TRANSACTION_UNDECODABLE")
                .hasMessageContaining(words);
    }
}
