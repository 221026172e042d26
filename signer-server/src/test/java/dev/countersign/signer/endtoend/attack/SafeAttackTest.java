package dev.countersign.signer.endtoend.attack;

import static dev.countersign.signer.endtoend.attack.EthereumCalls.address;
import static dev.countersign.signer.endtoend.attack.EthereumCalls.data;
import static dev.countersign.signer.endtoend.attack.EthereumCalls.multiSend;
import static dev.countersign.signer.endtoend.attack.EthereumCalls.packed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.decode.ethereum.typed.TypedJson;
import dev.countersign.signer.endtoend.attack.Table.Row;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.SigningRequest.EthereumTypedData;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client tries that may have a Safe pay, approve, wrap, stake and batch: `attack/refused-safes.txt`, and here
/// the attacks on encodings. What it may do is `attack/allowed-safes.txt`.
class SafeAttackTest {

    private static final String PAYS = "USDC transfer(address,uint256) EXCHANGE 5";
    private static final Account SAFE = new Account(new Chain("eip155:1"), address("SAFE"));

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void is_refused_for_what_it_is(Row attack) {
        var json = with(transaction(attack.get(1), attack.get(2), data(attack.get(3))), attack.get(4));

        refused(json, Reason.valueOf(attack.get(5)), address(attack.get(6)));
    }

    static Stream<Row> attacks() {
        return Table.read("/attack/refused-safes.txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("payments")
    void is_charged_to_the_safe_and_takes_its_nonce(Row payment) throws Exception {
        var json = transaction(payment.get(1), payment.get(2), data(payment.get(3)));

        var approved = Firm.approve(new EthereumTypedData(json.bytes()));

        assertThat(approved.transaction().kind()).isEqualTo(payment.get(4));
        assertThat(approved.payer()).isEqualTo(new Payer.Safe(SAFE));
        assertThat(approved.charges())
                .extracting(Charge::amount)
                .map(amount -> amount.units() + " " + amount.asset().namespace())
                .isEqualTo(Stream.of(payment.get(5).split(" \\+ ", -1))
                        .filter(text -> !text.isEmpty())
                        .toList());
        assertThat(approved.transaction().movements())
                .allMatch(movement -> movement.from().equals(SAFE));
        assertThat(approved.limits()).extracting(MeteredLimit::limitId).allMatch(id -> id.startsWith("treasury/"));
        assertThat(approved.transaction().slots()).singleElement().satisfies(slot -> {
            assertThat(slot.id()).isEqualTo("eip155:1/safe/" + address("SAFE") + "/nonce/7");
            assertThat(slot.cancels()).isEqualTo(payment.get(4).equals("cancel"));
            assertThat(slot.place().orElseThrow().first()).isEqualTo(5);
        });
    }

    static Stream<Row> payments() {
        return Table.read("/attack/allowed-safes.txt");
    }

    @Test
    void what_the_key_may_do_itself_is_not_what_the_safe_may() {
        var approval = transaction("USDC", "0", data("approve(address,uint256) ROUTER 5"));

        refused(approval, Reason.DESTINATION_NOT_ALLOWED, "treasury-pays");
    }

    @Test
    void what_the_safe_may_do_is_not_what_the_key_may_itself() {
        var approval = EthereumCalls.transaction("USDC", data("approve(address,uint256) EXCHANGE 5"));

        assertThat(Firm.refusal(approval)).isNotNull();
    }

    // ---- a multiSend's encoding

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 68, 84, 85, 152})
    void a_multi_send_that_ends_too_soon(int bytes) {
        var packed = packed(PAYS);

        malformed(batch(packed + packed.substring(0, 2 * Math.max(1, bytes))), "ends within");
    }

    @Test
    void a_call_that_is_longer_than_what_is_there() {
        var packed = packed(PAYS);
        var length = "%064x".formatted(68);

        malformed(batch(packed.replace(length, "%064x".formatted(69))), "ends within calls[0]");
        malformed(batch(packed.replace(length, "f".repeat(64))), "ends within calls[0]");
    }

    @Test
    void an_argument_with_another_offset_or_length_or_padding() {
        var data = batch(packed(PAYS));
        var offset = "%064x".formatted(32);
        var length = "%064x".formatted(153);

        malformed(data.replace(offset, "%064x".formatted(33)), "one encoding");
        malformed(data.replace(length, "%064x".formatted(154)), "ends within the head");
        malformed(data.replace(length, "%064x".formatted(161)), "one encoding");
        malformed(data.replace(length, "f".repeat(64)), "one encoding");
        malformed(data + "0".repeat(64), "one encoding");
        malformed(data.substring(0, data.length() - 2) + "01", "padding");
    }

    @Test
    void another_operation_within() {
        refused(
                transaction(
                        "MULTISEND",
                        "0",
                        1,
                        batch(packed(PAYS) + "01" + packed(PAYS).substring(2))),
                Reason.DELEGATECALL_REFUSED,
                "calls[1].operation is 1");
    }

    @Test
    void sixty_four_calls_are_taken_apart_and_no_more() throws Exception {
        var most = batch(packed("USDC transfer(address,uint256) EXCHANGE 1").repeat(64));

        var approved = Firm.approve(
                new EthereumTypedData(transaction("MULTISEND", "0", 1, most).bytes()));

        assertThat(approved.transaction().movements()).hasSize(64);
        refused(
                transaction("MULTISEND", "0", 1, batch(packed(PAYS).repeat(65))),
                Reason.NESTED_CALL_REFUSED,
                "more than 64");
        refused(transaction("MULTISEND", "0", 1, batch("")), Reason.NESTED_CALL_REFUSED, "no calls");
    }

    private static void malformed(String data, String words) {
        refused(transaction("MULTISEND", "0", 1, data), Reason.CALLDATA_MALFORMED, words);
    }

    private static String batch(String packed) {
        return multiSend(packed);
    }

    private static void refused(TypedJson json, Reason reason, String words) {
        assertThat(Firm.refusal(new EthereumTypedData(json.bytes())))
                .isNotNull()
                .satisfies(refused -> {
                    assertThat(refused.reason()).isEqualTo(reason);
                    assertThat(refused).hasMessageContaining(words);
                });
    }

    /// @param to a name or an address, and `+` with wei
    /// @param operation 0 or 1
    private static TypedJson transaction(String to, String operation, String data) {
        var parts = to.split(" \\+ ", 2);
        return TypedJson.safeTransaction(
                address("SAFE"),
                address(parts[0]),
                parts.length > 1 ? parts[1] : "0",
                Integer.parseInt(operation),
                data);
    }

    private static TypedJson transaction(String to, String value, int operation, String data) {
        return TypedJson.safeTransaction(
                address("SAFE"), address(to), new BigInteger(value).toString(), operation, data);
    }

    /// @param changes such as `domain.chainId=10, baseGas=1`
    private static TypedJson with(TypedJson json, String changes) {
        var changed = json;
        for (var change : changes.isEmpty() ? new String[0] : changes.split(", ", -1)) {
            var field = change.substring(0, change.indexOf('='));
            var value = address(change.substring(change.indexOf('=') + 1));
            changed = field.startsWith("domain.")
                    ? value.isEmpty()
                            ? changed.withoutDomain(field.substring("domain.".length()))
                            : changed.domain(field.substring("domain.".length()), value)
                    : changed.message(field, value);
        }
        return changed;
    }
}
