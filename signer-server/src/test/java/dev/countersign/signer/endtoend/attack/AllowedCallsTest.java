package dev.countersign.signer.endtoend.attack;

import static dev.countersign.signer.endtoend.attack.EthereumCalls.data;
import static dev.countersign.signer.endtoend.attack.EthereumCalls.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.endtoend.attack.Table.Row;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.policy.Charge;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind of call that a policy can allow, what it is taken for, and what is charged: `attack/allowed-calls.txt`.
class AllowedCallsTest {

    private static final String TAKE = "USDC transferFrom(address,address,uint256) OWN EXCHANGE 5";

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void does_what_it_says_and_is_charged_what_it_moves(Row call) throws Exception {
        var approved = Firm.approve(transaction(call.get(1), data(call.get(2))));

        assertThat(words(approved.transaction().effects())).isEqualTo(call.get(3));
        assertThat(approved.charges())
                .filteredOn(charge -> charge.kind() == Charge.Kind.OUTFLOW)
                .extracting(Charge::amount)
                .isEqualTo(approved.transaction().movements().stream()
                        .map(Movement::amount)
                        .toList());
    }

    static Stream<Row> calls() {
        return Table.read("/attack/allowed-calls.txt");
    }

    @Test
    void an_allowance_for_a_time_tells_when_it_ends() throws Exception {
        var call = data("approve(address,address,uint160,uint48) USDC ROUTER 5 1800000000");

        assertThat(Firm.read(transaction("PERMIT2", call)).expiry()).contains(Instant.ofEpochSecond(1_800_000_000));
    }

    @Test
    void a_batch_ends_with_the_last_of_its_allowances() throws Exception {
        var call = "PERMIT2 approve(address,address,uint160,uint48) USDC ROUTER 5 ";
        var batch = data("batch: " + call + "1800000000; " + call + "1900000000; " + call + "1700000000; " + TAKE);

        assertThat(Firm.read(transaction("MULTICALL3", batch)).expiry()).contains(Instant.ofEpochSecond(1_900_000_000));
    }

    @Test
    void what_the_chain_takes_beside_gas_is_part_of_the_fee_bound() throws Exception {
        var feeBound = Firm.read(transaction("EXCHANGE + 1", "")).feeBound();

        assertThat(feeBound.units()).isEqualTo("3000000000000000"); // 2,000,000 gwei of gas and 0.001 ETH
    }

    @Test
    void what_is_not_understood_leaves_the_rest_to_the_record() throws Exception {
        var transaction = Firm.read(transaction("MULTICALL3", data("batch: " + TAKE + "; THIEF 0xdeadbeef")));

        assertThat(words(transaction.effects())).isEqualTo("transfer 5 erc20 OWN>EXCHANGE");
        assertThat(transaction.unknown()).hasSize(1);
        assertThat(transaction.slots()).hasSize(1);
        assertThat(transaction.feeBound().units()).isPositive();
    }

    private static String words(List<Effect> effects) {
        return String.join(" + ", effects.stream().map(AllowedCallsTest::words).toList());
    }

    private static String words(Effect effect) {
        return effect.action().words() + " "
                + switch (effect) {
                    case Movement movement ->
                        movement.amount().units() + " "
                                + movement.amount().asset().namespace() + " " + name(movement.from()) + ">"
                                + name(movement.to());
                    case Deed deed -> name(deed.target().orElseThrow());
                };
    }

    private static String name(Account account) {
        return EthereumCalls.NAMES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(account.address()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
