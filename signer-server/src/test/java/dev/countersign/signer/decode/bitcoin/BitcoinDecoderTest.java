package dev.countersign.signer.decode.bitcoin;

import static dev.countersign.signer.bundle.BitcoinPolicy.CHANGE;
import static dev.countersign.signer.bundle.BitcoinPolicy.EXCHANGE;
import static dev.countersign.signer.bundle.BitcoinPolicy.EXCHANGE_TAPROOT;
import static dev.countersign.signer.bundle.BitcoinPolicy.KEY;
import static dev.countersign.signer.bundle.BitcoinPolicy.VAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.bundle.BitcoinPolicy;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.decode.bitcoin.psbt.Psbt;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.model.Bytes;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BitcoinDecoderTest {

    private static final KeyPolicy POLICY = BitcoinPolicy.grant().key();
    private static final OutputScript SELF = OutputScript.p2wpkh(KEY);
    private static final OutputScript VAULT_SCRIPT = OutputScript.p2wsh(VAULT.script());

    private final BitcoinDecoder decoder = new BitcoinDecoder();

    @Test
    void a_payment_takes_what_does_not_return_and_its_fee() throws Exception {
        var psbt = payment(45_000);

        var transaction = decode(psbt);

        assertThat(transaction.movements()).singleElement().satisfies(movement -> {
            assertThat(movement.action()).isEqualTo(Action.TRANSFER);
            assertThat(movement.amount().units()).isEqualTo(150_000);
            assertThat(movement.from()).isEqualTo(POLICY.account());
            assertThat(movement.to().address()).isEqualTo(BitcoinPolicy.address(EXCHANGE));
        });
        assertThat(transaction.feeBound().units()).isEqualTo(5_000);
        assertThat(transaction.networkFee().orElseThrow().paid()).isEqualTo(150_000);
        assertThat(transaction.signable().canonical())
                .isEqualTo(Psbt.decode(psbt.bytes()).encoded());
    }

    @Test
    void both_versions_of_the_format_mean_the_same() throws Exception {
        var psbt = payment(45_000);

        var second = decoder.decode(POLICY, psbt.version2(), false);

        assertThat(second.effects()).isEqualTo(decode(psbt).effects());
        assertThat(second.slots()).isEqualTo(decode(psbt).slots());
        assertThat(second.signable().digests())
                .isEqualTo(decode(psbt).signable().digests());
    }

    @Test
    void only_what_the_policy_says_is_the_keys_returns_to_it() throws Exception {
        for (var kept :
                List.of(SELF, OutputScript.p2pkh(KEY), OutputScript.p2sh(SELF.script()), VAULT_SCRIPT, CHANGE)) {
            var transaction = decode(coins().pay(EXCHANGE, 150_000).pay(kept, 45_000));

            assertThat(transaction.movements()).as(kept.toString()).hasSize(1);
        }
        for (var left : List.of(
                OutputScript.p2wpkh(BitcoinPolicy.LAXER_KEY),
                OutputScript.p2sh(VAULT.script()),
                OutputScript.p2sh(VAULT_SCRIPT.script()))) {
            var transaction = decode(coins().pay(EXCHANGE, 150_000).pay(left, 45_000));

            assertThat(transaction.movements()).as(left.toString()).hasSize(2);
            assertThat(transaction.movements().getLast().to().address()).isEqualTo(BitcoinPolicy.address(left));
        }
    }

    @Test
    void what_others_pay_is_not_charged_but_goes_to_allowed_destinations_only() throws Exception {
        var psbt = new SpendingPsbt()
                .p2wpkh(KEY, 1)
                .p2wpkh(SpendingPsbt.publicKey(50), 2)
                .pay(EXCHANGE, 120_000)
                .pay(EXCHANGE_TAPROOT, 70_000);

        var transaction = decode(psbt);

        assertThat(transaction.feeBound().units()).isEqualTo(10_000);
        assertThat(transaction.movements())
                .extracting(movement -> movement.amount().units().longValueExact())
                .containsExactly(90_000L, 0L);
        assertThat(transaction.slots()).hasSize(1);
        assertThat(transaction.signable().digests()).hasSize(1);
    }

    @Test
    void what_all_returns_is_a_consolidation_that_costs_its_fee() throws Exception {
        var transaction = decode(coins().pay(SELF, 150_000).pay(VAULT_SCRIPT, 49_000));

        assertThat(transaction.effects()).containsExactly(new Deed(new Action(Permission.CONSOLIDATE)));
        assertThat(transaction.feeBound().units()).isEqualTo(1_000);
        assertThat(transaction.slots()).allMatch(Slot::cancels).hasSize(2);
    }

    @Test
    void a_consolidation_that_others_pay_for_costs_nothing() throws Exception {
        var transaction = decode(
                coins().p2wpkh(SpendingPsbt.publicKey(50), 3).pay(SELF, 200_000).pay(CHANGE, 99_000));

        assertThat(transaction.feeBound().units()).isZero();
        assertThat(transaction.networkFee().orElseThrow().whole()).isEqualTo(1_000);
    }

    @Test
    void a_slot_is_an_outpoint_and_a_replacement_may_add_inputs_and_lower_its_change() throws Exception {
        var first = decode(payment(45_000)).slots();
        var higher = decode(payment(40_000)).slots();
        var wider = decode(coins().p2wpkh(KEY, 3).pay(CHANGE, 120_000).pay(EXCHANGE, 150_000))
                .slots();

        var outpoint = coins().transaction().inputs().getFirst().outpoint();
        assertThat(first.getFirst().id()).isEqualTo(POLICY.chain() + "/outpoint/" + outpoint);
        assertThat(Stream.of(first, higher, wider)
                        .flatMap(List::stream)
                        .map(Slot::intent)
                        .distinct())
                .hasSize(1);
        assertThat(first.getFirst().feeCap()).isEqualTo(5_000);
        assertThat(first.getFirst().tip())
                .isEqualTo(BigInteger.valueOf(
                        5_000_000 / LeastSize.of(Psbt.decode(payment(45_000).bytes()))));
    }

    @Test
    void another_payment_order_lock_or_foreign_input_is_another_intent() throws Exception {
        var intents = Stream.of(
                        payment(45_000),
                        coins().pay(EXCHANGE, 150_001).pay(SELF, 44_999),
                        coins().pay(EXCHANGE_TAPROOT, 150_000).pay(SELF, 45_000),
                        coins().pay(EXCHANGE, 75_000).pay(EXCHANGE_TAPROOT, 75_000),
                        coins().pay(EXCHANGE_TAPROOT, 75_000).pay(EXCHANGE, 75_000),
                        payment(45_000).lockedUntil(7),
                        payment(45_000).p2wpkh(SpendingPsbt.publicKey(50), 3),
                        payment(45_000).p2wpkh(SpendingPsbt.publicKey(50), 4),
                        payment(45_000).withSequence(0xffff_ffffL).p2wpkh(SpendingPsbt.publicKey(50), 4))
                .map(BitcoinDecoderTest::unchecked)
                .map(transaction -> transaction.slots().getFirst().intent());

        assertThat(intents).doesNotHaveDuplicates().hasSize(9);
    }

    static Stream<SpendingPsbt> forms() {
        return Stream.of(
                coins(),
                new SpendingPsbt().p2pkh(KEY, 1).p2pkh(KEY, 2),
                new SpendingPsbt().p2shP2wpkh(KEY, 1).p2shP2wpkh(KEY, 2),
                new SpendingPsbt().p2pkh(KEY, 1).p2shP2wpkh(KEY, 2).p2wpkh(KEY, 3));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void what_is_assembled_spends_and_is_hardly_larger_than_was_counted(SpendingPsbt coins) throws Exception {
        var psbt = coins.pay(EXCHANGE, 150_000).pay(SELF, 40_000);
        var signable = decoder.decode(POLICY, psbt.bytes(), true).signable();

        var signed = signable.assemble(signatures(signable.digests().size(), psbt));

        psbt.requireSpentBy(signed.content());
        var network = BitcoinTransaction.decode(signed.content());
        assertThat(signed.transactionId()).isEqualTo(network.txid().hex());
        assertThat(network.virtualBytes())
                .isBetween(
                        LeastSize.of(Psbt.decode(psbt.bytes())),
                        LeastSize.of(Psbt.decode(psbt.bytes()))
                                + 2 * psbt.transaction().inputs().size());
    }

    @Test
    void what_is_not_final_comes_back_as_a_psbt_with_our_signatures() throws Exception {
        var psbt = new SpendingPsbt()
                .p2wsh(VAULT, 1)
                .p2shP2wpkh(KEY, 2)
                .pay(EXCHANGE, 150_000)
                .pay(SELF, 40_000);
        var signable = decoder.decode(POLICY, psbt.bytes(), true).signable();

        var signed = signable.assemble(signatures(2, psbt));

        var answered = Psbt.decode(signed.content());
        assertThat(answered.inputs()).allMatch(input -> input.isSignedBy(KEY)).noneMatch(input -> input.isFinal());
        assertThat(signed.transactionId())
                .as("P2SH inputs have a scriptSig to come")
                .isEmpty();
        assertThatThrownBy(() -> signable.assemble(signatures(1, psbt))).isInstanceOf(IllegalArgumentException.class);
    }

    private List<Bytes> signatures(int count, SpendingPsbt psbt) throws Exception {
        return decode(psbt).signable().digests().stream()
                .limit(count)
                .map(digest -> SpendingPsbt.sign(1, digest))
                .toList();
    }

    private Transaction decode(SpendingPsbt psbt) throws Exception {
        return decoder.decode(POLICY, psbt.bytes(), false);
    }

    private static Transaction unchecked(SpendingPsbt psbt) {
        try {
            return new BitcoinDecoder().decode(POLICY, psbt.bytes(), false);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /// Two coins of the key.
    private static SpendingPsbt coins() {
        return new SpendingPsbt().p2wpkh(KEY, 1).p2wpkh(KEY, 2);
    }

    private static SpendingPsbt payment(long changeSat) {
        return coins().pay(EXCHANGE, 150_000).pay(SELF, changeSat);
    }
}
