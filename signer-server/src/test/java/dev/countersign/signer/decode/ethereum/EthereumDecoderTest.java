package dev.countersign.signer.decode.ethereum;

import static dev.countersign.signer.bundle.TestGrants.ACCOUNT;
import static dev.countersign.signer.bundle.TestGrants.ETH;
import static dev.countersign.signer.bundle.TestGrants.EXCHANGE;
import static dev.countersign.signer.bundle.TestGrants.USDC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.TestTransactions;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EthereumDecoderTest {

    private static final BigInteger WEI = TestGrants.coins(2, ETH);
    private static final String TO = EXCHANGE.address();

    private final EthereumDecoder decoder = new EthereumDecoder();
    private final KeyPolicy key = TestGrants.ethHot();

    @Test
    void value_without_data_is_a_native_transfer() throws Exception {
        var transaction = decoder.decode(key, TestTransactions.transfer(7, EXCHANGE, WEI));

        assertThat(transaction.kind()).isEqualTo("transfer");
        assertThat(transaction.chain()).isEqualTo(TestGrants.MAINNET);
        assertThat(transaction.movements())
                .containsExactly(new Movement(Action.TRANSFER, new Amount(ETH.asset(), WEI), ACCOUNT, EXCHANGE));
        assertThat(transaction.feeBound())
                .isEqualTo(new Amount(ETH.asset(), TestTransactions.gwei(30).multiply(TestTransactions.GAS_LIMIT)));
    }

    @Test
    void a_token_call_moves_the_policys_token_to_its_receiver() throws Exception {
        var transaction = decoder.decode(key, TestTransactions.transfer(USDC, 7, EXCHANGE, BigInteger.TEN));

        assertThat(transaction.kind()).isEqualTo("transfer");
        assertThat(transaction.movements())
                .containsExactly(
                        new Movement(Action.TRANSFER, new Amount(USDC.asset(), BigInteger.TEN), ACCOUNT, EXCHANGE));
    }

    @Test
    void nothing_sent_to_the_own_account_cancels() throws Exception {
        var transaction = decoder.decode(key, TestTransactions.cancel(7));

        assertThat(transaction.kind()).isEqualTo("cancel");
        assertThat(transaction.movements()).isEmpty();
        assertThat(transaction.slots()).extracting(Slot::cancels).containsExactly(true);
    }

    @Test
    void value_sent_to_the_own_account_is_a_transfer_and_no_cancellation() throws Exception {
        var transaction = decoder.decode(key, TestTransactions.transfer(7, ACCOUNT, BigInteger.ONE));

        assertThat(transaction.kind()).isEqualTo("transfer");
        assertThat(transaction.slots().getFirst().cancels()).isFalse();
    }

    @Test
    void the_slot_is_the_nonce_on_the_chain() throws Exception {
        var slots =
                decoder.decode(key, TestTransactions.transfer(7, EXCHANGE, WEI)).slots();

        assertThat(slots).hasSize(1);
        assertThat(slots.getFirst().id()).isEqualTo("eip155:1/nonce/7");
        assertThat(slots.getFirst().feeCap()).isEqualTo(TestTransactions.gwei(30));
        assertThat(slots.getFirst().tip()).isEqualTo(TestTransactions.gwei(1));
    }

    @Test
    void the_intent_stays_when_only_fees_or_the_type_change() throws Exception {
        var first = slot(TestTransactions.dynamicFee(7, 1, 30, TO, WEI, ""));

        assertThat(slot(TestTransactions.dynamicFee(7, 2, 60, TO, WEI, "")).intent())
                .isEqualTo(first.intent());
        assertThat(slot(TestTransactions.legacy(7, 60, TO, WEI, "")).intent()).isEqualTo(first.intent());
        assertThat(slot(TestTransactions.legacy(7, 60, TO, WEI, "")).tip()).isEqualTo(TestTransactions.gwei(60));
    }

    @Test
    void the_intent_changes_with_nonce_destination_value_data_and_access_list() throws Exception {
        var pays = TestTransactions.transferCall(EXCHANGE, BigInteger.TEN);
        var token = USDC.asset().reference();
        var withAccessList = Bytes.fromHex(
                // chain 1, nonce 7, 1 wei a gas, 100,000 gas, 2 ETH to EXCHANGE, access list [(EXCHANGE, [])]
                "01f83e010701830186a094" + TO.substring(2) + "881bc16d674ec8000080d7d694" + TO.substring(2) + "c0");

        assertThat(List.of(
                        slot(TestTransactions.dynamicFee(7, 1, 30, TO, WEI, "")),
                        slot(TestTransactions.dynamicFee(8, 1, 30, TO, WEI, "")),
                        slot(TestTransactions.dynamicFee(7, 1, 30, ACCOUNT.address(), WEI, "")),
                        slot(TestTransactions.dynamicFee(7, 1, 30, TO, WEI.add(BigInteger.ONE), "")),
                        slot(TestTransactions.dynamicFee(7, 1, 30, token, BigInteger.ZERO, pays)),
                        slot(TestTransactions.cancel(7)),
                        slot(withAccessList)))
                .extracting(Slot::intent)
                .doesNotHaveDuplicates();
    }

    @Test
    void names_everything_that_is_wrong_with_a_token_call() {
        var call = TestTransactions.transferCall(EXCHANGE, BigInteger.ZERO);

        var refused = refusal(key, TestTransactions.dynamicFee(7, 1, 30, TO, WEI, call));

        assertThat(refused.refusals())
                .extracting(Refusal::reason)
                .containsExactly(Reason.VALUE_ON_TOKEN_CALL, Reason.ASSET_UNKNOWN, Reason.ZERO_AMOUNT);
    }

    @Test
    void a_token_of_another_chain_with_the_same_contract_is_unknown() {
        var elsewhere =
                new AssetDefinition("USDC", new Asset(USDC.asset().caip19().replace("eip155:1/", "eip155:10/")), 6);

        var refused = refusal(
                withAssets(Map.of("USDC", elsewhere)), TestTransactions.transfer(USDC, 7, EXCHANGE, BigInteger.TEN));

        assertThat(refused.reason()).isEqualTo(Reason.ASSET_UNKNOWN);
    }

    @Test
    void a_token_is_found_by_its_contract_and_not_by_its_symbol() throws Exception {
        var renamed = new AssetDefinition("NOT-USDC", USDC.asset(), 0);

        var transaction = decoder.decode(
                withAssets(Map.of("NOT-USDC", renamed)), TestTransactions.transfer(USDC, 7, EXCHANGE, BigInteger.TEN));

        assertThat(transaction.movements().getFirst().amount()).isEqualTo(new Amount(USDC.asset(), BigInteger.TEN));
    }

    @Test
    void a_key_of_another_chain_family_signs_no_ethereum_transaction() {
        var refused = refusal(
                onChain(new Chain("bip122:000000000019d6689c085ae165831e93")),
                TestTransactions.transfer(7, EXCHANGE, WEI));

        assertThat(refused.reason()).isEqualTo(Reason.CHAIN_MISMATCH);
    }

    @Test
    void a_chain_is_compared_as_a_number_of_one_spelling() {
        assertThat(refusal(onChain(new Chain("eip155:01")), TestTransactions.transfer(7, EXCHANGE, WEI))
                        .reason())
                .isEqualTo(Reason.CHAIN_MISMATCH);
    }

    @Test
    void an_oversized_payload_is_refused_before_it_is_read() {
        var refused = refusal(key, Bytes.of(new byte[128 * 1024 + 1]));

        assertThat(refused.reason()).isEqualTo(Reason.TRANSACTION_UNDECODABLE);
        assertThat(refused).hasMessageContaining("131073 bytes");
    }

    @Test
    void an_empty_payload_is_refused() {
        assertThat(refusal(key, Bytes.of(new byte[0])).reason()).isEqualTo(Reason.TRANSACTION_UNDECODABLE);
        assertThat(refusal(key, Bytes.fromHex("02")).reason()).isEqualTo(Reason.TRANSACTION_UNDECODABLE);
    }

    @Test
    void takes_exactly_one_signature_of_65_bytes() throws Exception {
        var signable =
                decoder.decode(key, TestTransactions.transfer(7, EXCHANGE, WEI)).signable();
        var signature = Signers.sign(signable.digests().getFirst());

        for (var wrong : List.of(
                List.<Bytes>of(),
                List.of(signature, signature),
                List.of(signature.slice(0, 64)),
                List.of(Bytes.fromHex(signature.slice(0, 64).hex() + "1b")))) {
            assertThatThrownBy(() -> signable.assemble(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private Slot slot(Bytes payload) throws Refused {
        return decoder.decode(key, payload).slots().getFirst();
    }

    private Refused refusal(KeyPolicy key, Bytes payload) {
        var refused = catchThrowableOfType(Refused.class, () -> Whole.decode(key, payload));
        assertThat(refused).as("refusal").isNotNull();
        return refused;
    }

    private KeyPolicy withAssets(Map<String, AssetDefinition> assets) {
        return new KeyPolicy(
                key.id(),
                key.chain(),
                key.publicKey(),
                Lane.WITHDRAWALS,
                false,
                key.account(),
                ETH,
                assets,
                key.rules(),
                key.limits(),
                key.feeEach(),
                key.ethereum());
    }

    private KeyPolicy onChain(Chain chain) {
        return new KeyPolicy(
                key.id(),
                chain,
                key.publicKey(),
                Lane.WITHDRAWALS,
                false,
                key.account(),
                ETH,
                key.assets(),
                key.rules(),
                key.limits(),
                key.feeEach(),
                key.ethereum());
    }
}
