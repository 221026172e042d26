package dev.countersign.signer.decode.bitcoin;

import static dev.countersign.signer.bundle.BitcoinPolicy.CHANGE;
import static dev.countersign.signer.bundle.BitcoinPolicy.EXCHANGE;
import static dev.countersign.signer.bundle.BitcoinPolicy.KEY;
import static dev.countersign.signer.bundle.BitcoinPolicy.VAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.address.bitcoin.script.Multisig;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.address.bitcoin.script.OutputScript.BareMultisig;
import dev.countersign.signer.address.bitcoin.script.OutputScript.OpReturn;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2pk;
import dev.countersign.signer.address.bitcoin.script.OutputScript.Unknown;
import dev.countersign.signer.address.bitcoin.script.Taproot;
import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.bundle.BitcoinPolicy;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.bitcoin.psbt.Psbt;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.decode.bitcoin.sighash.EcdsaSignature;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.PolicyEngine;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a thief would send, and why each is not signed.
class BitcoinAttackTest {

    private static final Bytes NOTHING = Bytes.of(new byte[0]);
    private static final Bytes THIEF = SpendingPsbt.publicKey(66);
    private static final OutputScript STOLEN = OutputScript.p2wpkh(THIEF);
    private static final OutputScript SELF = OutputScript.p2wpkh(KEY);

    @ParameterizedTest(name = "{0}")
    @MethodSource({"lies", "change", "ownInputs", "inputs", "outputs", "fees", "locks"})
    void is_refused(String what, SpendingPsbt psbt, Reason reason, String words) {
        var refusal = refusal(psbt);

        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
        assertThat(refusal.refusals())
                .as(what)
                .anySatisfy(found -> assertThat(found.message()).contains(words));
    }

    @Test
    void what_the_attacks_start_from_is_allowed() throws Exception {
        var grant = BitcoinPolicy.grant();
        var decoded = new BitcoinDecoder().decode(grant.key(), payment().bytes(), false);

        assertThat(new PolicyEngine()
                        .evaluate(grant, decoded, Instant.EPOCH)
                        .orRefuse()
                        .ruleIds())
                .containsExactly("pay");
    }

    @Test
    void a_fee_at_its_cap_is_allowed_and_one_satoshi_more_is_not() throws Exception {
        var size = LeastSize.of(Psbt.decode(payment().bytes()));
        assertThat(refusal(coin().pay(EXCHANGE, 50_000).pay(SELF, 40_000))).isNull();
        assertThat(refusal(coin().pay(EXCHANGE, 50_000).pay(SELF, 39_999))).isNotNull();
        assertThat(refusal(coins().pay(EXCHANGE, 150_000).pay(SELF, 50_000 - 100L * size)))
                .isNull();
        assertThat(refusal(coins().pay(EXCHANGE, 150_000).pay(SELF, 49_999 - 100L * size)))
                .isNotNull();
        assertThat(refusal(many(8).pay(EXCHANGE, 700_000).pay(SELF, 50_000))).isNull();
        assertThat(refusal(many(8).pay(EXCHANGE, 700_000).pay(SELF, 49_999))).isNotNull();
    }

    static Stream<Arguments> lies() {
        var claimed = new ByteWriter(43);
        new TxOutput(SpendingPsbt.COIN_SAT + 1, SELF.script()).write(claimed);
        return Stream.of(
                attack(
                        "an amount that is only claimed: the fee lie, one input a request",
                        payment().withoutInputField(1, 0x00).inputField(1, 0x01, NOTHING, claimed.written()),
                        Reason.TRANSACTION_UNDECODABLE,
                        "PSBT_IN_NON_WITNESS_UTXO is missing"),
                attack(
                        "an amount that differs from the transaction that has it",
                        payment().inputField(0, 0x01, NOTHING, claimed.written()),
                        Reason.TRANSACTION_UNDECODABLE,
                        "differs from the output"),
                undecodable("SIGHASH_NONE", payment().inputField(0, 0x03, NOTHING, int32(0x02)), "only SIGHASH_ALL"),
                undecodable("SIGHASH_SINGLE", payment().inputField(0, 0x03, NOTHING, int32(0x03)), "only SIGHASH_ALL"),
                undecodable("ANYONECANPAY", payment().inputField(1, 0x03, NOTHING, int32(0x81)), "only SIGHASH_ALL"),
                undecodable(
                        "the same field twice",
                        payment().inputField(0, 0x03, NOTHING, int32(1)).inputField(0, 0x03, NOTHING, int32(1)),
                        "the key 0x03 a second time"),
                undecodable(
                        "our other input, quiet about its script",
                        payment().p2shP2wpkh(KEY, 3).withoutInputField(2, 0x04),
                        "redeemScript is missing"));
    }

    static Stream<Arguments> change() {
        return Stream.of(
                attack(
                        "change to a thief, said to be ours by its BIP-32 path",
                        coins().pay(EXCHANGE, 100_000)
                                .pay(STOLEN, 95_000)
                                .outputField(1, 0x02, KEY, Bytes.fromHex("0000000054000080")),
                        Reason.DESTINATION_NOT_ALLOWED,
                        BitcoinPolicy.address(STOLEN)),
                attack(
                        "change to a key of ours with a laxer policy",
                        coins().pay(EXCHANGE, 100_000).pay(OutputScript.p2wpkh(BitcoinPolicy.LAXER_KEY), 95_000),
                        Reason.DESTINATION_NOT_ALLOWED,
                        BitcoinPolicy.address(OutputScript.p2wpkh(BitcoinPolicy.LAXER_KEY))),
                attack(
                        "a stranger's coin pays the thief",
                        coins().p2wpkh(THIEF, 3).pay(EXCHANGE, 195_000).pay(STOLEN, 100_000),
                        Reason.DESTINATION_NOT_ALLOWED,
                        BitcoinPolicy.address(STOLEN)),
                attack(
                        "what others pay wholly",
                        coins().p2wpkh(THIEF, 3).pay(EXCHANGE, 95_000).pay(SELF, 200_000),
                        Reason.ZERO_AMOUNT,
                        "others pay for everything"));
    }

    static Stream<Arguments> ownInputs() {
        var shared = new Multisig(1, List.of(KEY, THIEF));
        return Stream.concat(
                Taproot.outputsOf(KEY).stream()
                        .map(taproot -> unsigned(
                                "our taproot input",
                                payment().plain(taproot, 3),
                                "inputs[2] spends a taproot output of the key")),
                Stream.of(
                        unsigned("our input of a bare public key", payment().plain(new P2pk(KEY), 3), "P2PK"),
                        unsigned("a multisig that nobody registered", payment().p2wsh(shared, 3), "not registered"),
                        unsigned(
                                "a registered multisig in another form",
                                payment().p2sh(VAULT, 3),
                                "not registered")));
    }

    static Stream<Arguments> inputs() {
        var signature = EcdsaSignature.encode(Bytes.fromHex("00".repeat(31) + "01" + "00".repeat(31) + "01"));
        return Stream.of(
                unsigned(
                        "nothing of ours",
                        new SpendingPsbt().p2wpkh(THIEF, 1).pay(EXCHANGE, 90_000),
                        "none of the 1 inputs"),
                unsigned(
                        "a signature of ours of which nobody knows where from",
                        payment().inputField(0, 0x02, KEY, signature),
                        "has a signature of the key already"),
                unsigned("more inputs than one request signs", many(257).pay(EXCHANGE, 25_000_000), "257 inputs"));
    }

    static Stream<Arguments> outputs() {
        return Stream.of(
                attack("a script of no form", new Unknown(Bytes.fromHex("51")), "no standard form"),
                attack(
                        "a segwit version without a meaning",
                        new Unknown(Bytes.fromHex("5220" + "00".repeat(32))),
                        "no standard form"),
                attack("data", new OpReturn(Bytes.fromHex("6a0401020304")), "OP_RETURN"),
                attack("a bare public key", new P2pk(KEY), "bare public key"),
                attack("a bare multisig", new BareMultisig(VAULT), "bare multisig"));
    }

    static Stream<Arguments> fees() {
        return Stream.of(
                dear(
                        "a fee over the absolute cap",
                        many(8).pay(EXCHANGE, 700_000).pay(SELF, 40_000),
                        "0.0005 BTC"),
                dear("a fee over its share", coin().pay(EXCHANGE, 50_000).pay(SELF, 39_500), "20%"),
                dear("a fee over its rate", coins().pay(EXCHANGE, 150_000).pay(SELF, 25_000), "100 sat/vB"),
                dear("a forgotten change", coins().pay(EXCHANGE, 50_000), "20%"),
                dear("a consolidation that is a fee", coins().pay(CHANGE, 1_000), "20%"));
    }

    static Stream<Arguments> locks() {
        return Stream.of(
                attack(
                        "valid only in years",
                        payment().lockedUntil(1_000_001),
                        Reason.LOCK_TIME_REFUSED,
                        "until block 1000001"),
                attack(
                        "valid from a time on",
                        payment().lockedUntil(500_000_000),
                        Reason.LOCK_TIME_REFUSED,
                        "until a time"),
                attack(
                        "valid only once a coin is old",
                        new SpendingPsbt().withSequence(65_535).p2wpkh(KEY, 1).pay(EXCHANGE, 95_000),
                        Reason.LOCK_TIME_REFUSED,
                        "BIP-68"));
    }

    @Test
    void another_chains_key_signs_no_psbt() {
        var refusal = catchThrowableOfType(
                Refused.class,
                () -> new BitcoinDecoder().decode(TestGrants.ethHot(), payment().bytes(), false));

        assertThat(refusal.reason()).isEqualTo(Reason.CHAIN_MISMATCH);
    }

    private static Refused refusal(SpendingPsbt psbt) {
        var grant = BitcoinPolicy.grant();
        return catchThrowableOfType(Refused.class, () -> {
            var transaction = new BitcoinDecoder().decode(grant.key(), psbt.bytes(), false);
            new PolicyEngine().evaluate(grant, transaction, Instant.EPOCH).orRefuse();
        });
    }

    private static Arguments attack(String what, SpendingPsbt psbt, Reason reason, String words) {
        return Arguments.of(what, psbt, reason, words);
    }

    private static Arguments undecodable(String what, SpendingPsbt psbt, String words) {
        return attack(what, psbt, Reason.TRANSACTION_UNDECODABLE, words);
    }

    private static Arguments unsigned(String what, SpendingPsbt psbt, String words) {
        return attack(what, psbt, Reason.INPUT_REFUSED, words);
    }

    private static Arguments dear(String what, SpendingPsbt psbt, String words) {
        return attack(what, psbt, Reason.FEE_TOO_HIGH, words);
    }

    private static Arguments attack(String what, OutputScript script, String words) {
        return attack(what, payment().pay(script, 1_000), Reason.OUTPUT_REFUSED, words);
    }

    private static SpendingPsbt payment() {
        return coins().pay(EXCHANGE, 150_000).pay(SELF, 45_000);
    }

    private static SpendingPsbt coin() {
        return new SpendingPsbt().p2wpkh(KEY, 1);
    }

    private static SpendingPsbt coins() {
        return coin().p2wpkh(KEY, 2);
    }

    private static SpendingPsbt many(int coins) {
        var psbt = new SpendingPsbt();
        for (var salt = 0; salt < coins; salt++) {
            if (salt < 200) {
                psbt.p2wpkh(KEY, salt);
            } else {
                psbt.p2pkh(KEY, salt - 200);
            }
        }
        return psbt;
    }

    private static Bytes int32(int value) {
        return new ByteWriter(4).int32(value).written();
    }
}
