package dev.countersign.signer.endtoend.attack;

import static dev.countersign.signer.endtoend.attack.EthereumCalls.address;
import static dev.countersign.signer.endtoend.attack.EthereumCalls.data;
import static dev.countersign.signer.endtoend.attack.EthereumCalls.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.endtoend.attack.Table.Row;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How a client that may pay, approve, wrap, stake and batch tries to take more than that: each attack is refused, for
/// the reason that it is one. The table is `attack/refused-calls.txt`; here are the attacks on encodings.
class CallAttackTest {

    private static final String PAYS = data("transfer(address,uint256) EXCHANGE 5");
    private static final String TAKE = "USDC transferFrom(address,address,uint256) OWN EXCHANGE 5";
    private static final String BATCH = data("batch: " + TAKE);
    private static final String PADDING = "0".repeat(24);
    private static final String USDC_DIGITS = address("USDC").substring(2);

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void is_refused_for_what_it_is(Row attack) {
        refused(transaction(attack.get(1), data(attack.get(2))), Reason.valueOf(attack.get(3)), address(attack.get(4)));
    }

    static Stream<Row> attacks() {
        return Table.read("/attack/refused-calls.txt");
    }

    @Test
    void a_payment_of_another_chain_is_no_payment_here() {
        refused(transaction(10, "USDC", PAYS), Reason.CHAIN_MISMATCH, "eip155:1");
    }

    @Test
    void a_creation_is_refused() {
        refused(transaction("", "0x6000"), Reason.CONTRACT_CREATION_REFUSED, "creates a contract");
    }

    @Test
    void the_upper_bytes_of_an_address_are_zero() {
        var receiver = address("EXCHANGE").substring(2);

        malformed("USDC", PAYS.replace(PADDING + receiver, "01" + PADDING.substring(2) + receiver), "bytes 4 to 15");
        malformed("USDC", PAYS.replace(PADDING + receiver, PADDING.substring(1) + "1" + receiver), "bytes 4 to 15");
        malformed(
                "MULTICALL3",
                BATCH.replace(PADDING + USDC_DIGITS, PADDING.substring(1) + "1" + USDC_DIGITS),
                "before an address");
    }

    @Test
    void calldata_has_its_length() {
        malformed("USDC", PAYS.substring(0, PAYS.length() - 2), "67 bytes");
        malformed("USDC", PAYS + "00", "69 bytes");
        malformed("WETH", data("deposit()") + "00", "exactly 4");
        malformed("MULTICALL3", BATCH + "0".repeat(64), "end at byte");
        malformed("MULTICALL3", BATCH.substring(0, BATCH.length() - 64), "ends within");
    }

    @Test
    void what_pads_is_zero_and_a_truth_is_0_or_1() {
        malformed("MULTICALL3", BATCH.replaceAll("00$", "01"), "does not decode");
        malformed(
                "MULTICALL3",
                BATCH.replace(USDC_DIGITS + "0".repeat(64), USDC_DIGITS + "0".repeat(63) + "2"),
                "does not decode");
    }

    /// A decoder that follows such offsets makes as many copies as there are leaves.
    @Test
    void two_leaves_are_not_the_same_bytes() {
        var leaf = BATCH.substring(2 + 8 + 3 * 64);

        malformed("MULTICALL3", "0x82ad56cb" + word(32) + word(2) + word(64) + word(64) + leaf, "does not point");
        malformed("MULTICALL3", "0x82ad56cb" + word(64) + word(0) + word(0), "does not point");
    }

    @Test
    void lengths_are_within_the_calldata() {
        malformed("MULTICALL3", "0x82ad56cb" + word(32) + word(2_000_000), "beyond its end");
        malformed("MULTICALL3", "0x82ad56cb" + word(32) + word(60), "ends within");
        malformed("MULTICALL3", "0x82ad56cb" + "f".repeat(64), "beyond its end");
    }

    @Test
    void a_batch_has_64_calls_at_most() {
        assertThat(Firm.refusal(transaction("MULTICALL3", batchOf(64)))).isNull();
        refused(transaction("MULTICALL3", batchOf(65)), Reason.NESTED_CALL_REFUSED, "65 calls");
    }

    private static String batchOf(int calls) {
        return data("batch: " + String.join("; ", Collections.nCopies(calls, TAKE)));
    }

    private static void malformed(String to, String data, String says) {
        refused(transaction(to, data), Reason.CALLDATA_MALFORMED, says);
    }

    private static void refused(Bytes payload, Reason reason, String says) {
        var refused = Firm.refusal(payload);

        assertThat(refused).as("refusal").isNotNull();
        assertThat(refused.reason()).as(refused.toString()).isEqualTo(reason);
        assertThat(refused.refusal().message()).contains(says).hasSizeLessThan(400);
    }

    private static String word(long number) {
        return "%064x".formatted(number);
    }
}
