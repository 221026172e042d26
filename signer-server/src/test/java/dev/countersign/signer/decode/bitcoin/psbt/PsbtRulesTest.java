package dev.countersign.signer.decode.bitcoin.psbt;

import static dev.countersign.signer.decode.bitcoin.psbt.Payment.COIN_SAT;
import static dev.countersign.signer.decode.bitcoin.psbt.Payment.PAID_SAT;
import static dev.countersign.signer.decode.bitcoin.psbt.Payment.publicKey;
import static dev.countersign.signer.decode.bitcoin.psbt.PsbtBuilder.int32;
import static dev.countersign.signer.decode.bitcoin.psbt.Rule.HASH;
import static dev.countersign.signer.decode.bitcoin.psbt.Rule.PAYMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.bitcoin.psbt.Payment.Coin;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What must hold between an input, the transaction that it spends, its scripts and its signatures.
class PsbtRulesTest {

    private static final Bytes SIGNATURE = Bytes.fromHex("300602010102010101");

    @Test
    void without_a_breach_both_versions_are_read_alike() throws Exception {
        var version0 = Psbt.decode(PAYMENT.version0().bytes());
        var version2 = Psbt.decode(PAYMENT.version2().bytes());

        assertThat(version0.transaction()).isEqualTo(version2.transaction()).isEqualTo(PAYMENT.transaction());
        assertThat(version0.feeSat()).isEqualTo(version2.feeSat()).isEqualTo(4 * (COIN_SAT - PAID_SAT));
        assertThat(version0.inputsOf(publicKey(1))).containsExactly(0, 1);
        assertThat(version0.inputsOf(publicKey(3))).containsExactly(1);
        assertThat(version0.inputsOf(publicKey(4))).containsExactly(2);
        assertThat(version0.inputsOf(publicKey(5))).isEmpty();
        assertThat(version0.digests(List.of(0, 1, 2))).isEqualTo(version2.digests(List.of(0, 1, 2)));
        assertThatThrownBy(() -> version0.digests(List.of(3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("BIP-340");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"ofUtxos", "ofClaims", "ofScripts", "ofSignatures"})
    void refuses(Rule rule) {
        rule.requireRefused();
    }

    static Stream<Rule> ofUtxos() {
        var other = Payment.previous(PAYMENT.coins().getFirst().output(), 77, 0);
        return Stream.of(
                Rule.any(
                        "inputs[0].PSBT_IN_NON_WITNESS_UTXO is missing",
                        p -> p.inputs.get(0).remove(0)),
                Rule.any(
                        "inputs[3].PSBT_IN_NON_WITNESS_UTXO is missing",
                        p -> p.inputs
                                .get(3)
                                .remove(0)
                                .add(
                                        1,
                                        Payment.serialized(PAYMENT.previous()
                                                .get(3)
                                                .outputs()
                                                .get(1)))),
                Rule.any("is transaction " + other.txid(), p -> p.inputs.get(0).replace(0, other.encoded())));
    }

    static Stream<Rule> ofClaims() {
        var first = PAYMENT.previous().getFirst();
        var coin = first.outputs().get(1);
        return Stream.of(
                Rule.any(
                        "PSBT_IN_WITNESS_UTXO (byte",
                        p -> p.inputs.get(0).add(1, Payment.serialized(new TxOutput(COIN_SAT + 1, coin.script())))),
                Rule.any(
                        "differs from the output in PSBT_IN_NON_WITNESS_UTXO",
                        p -> p.inputs.get(0).add(1, Payment.serialized(new TxOutput(COIN_SAT, Bytes.fromHex("51"))))),
                Rule.any(
                        "is given for an input without witness",
                        p -> p.inputs
                                .get(2)
                                .add(
                                        1,
                                        Payment.serialized(PAYMENT.previous()
                                                .get(2)
                                                .outputs()
                                                .get(1)))),
                Rule.any(
                        "PSBT_IN_WITNESS_UTXO.value (byte", p -> p.inputs.get(0).add(1, Bytes.fromHex("00"))),
                Rule.any(
                        "inputs[0].PSBT_IN_NON_WITNESS_UTXO.inputs",
                        p -> p.inputs.get(0).replace(0, Bytes.fromHex("01000000"))),
                Rule.any("has 2 outputs, and the input spends", p -> spending(p, 2)),
                Rule.any("has 2 outputs, and the input spends", p -> spending(p, 0xffff_ffffL)));
    }

    static Stream<Rule> ofScripts() {
        var redeem = PAYMENT.coins().get(1).redeemScript();
        var witness = PAYMENT.coins().get(1).witnessScript();
        var otherWitness = Payment.multisig(1, 1, 2, 3).script();
        return Stream.of(
                Rule.any(
                        "inputs[0] has a redeemScript, and its output is not P2SH",
                        p -> p.inputs.get(0).add(4, redeem)),
                Rule.any(
                        "inputs[0] has a witnessScript, and its output is not P2WSH",
                        p -> p.inputs.get(0).add(5, witness)),
                Rule.any(
                        "inputs[1] has a redeemScript that does not hash",
                        p -> p.inputs
                                .get(1)
                                .replace(4, OutputScript.p2wsh(otherWitness).script())),
                Rule.any(
                        "inputs[1] has a redeemScript of 521 bytes",
                        p -> p.inputs.get(1).replace(4, Bytes.of(new byte[521]))),
                Rule.any(
                        "inputs[1] has a witnessScript that does not hash",
                        p -> p.inputs.get(1).replace(5, otherWitness)),
                Rule.any(
                        "inputs[1] has a witnessScript, and it has no redeemScript",
                        p -> p.inputs.get(1).remove(4)),
                Rule.any(
                        "inputs[1] spends a P2SH output, and its redeemScript is missing",
                        p -> p.inputs.get(1).remove(4).remove(5)),
                Rule.any(
                        "inputs[1] spends a P2WSH output, and its witnessScript is missing",
                        p -> p.inputs.get(1).remove(5)),
                Rule.any(
                        "outputs[0] has a redeemScript, and its output is not P2SH",
                        p -> p.outputs.get(0).add(0, redeem)),
                Rule.any(
                        "outputs[1] has a witnessScript, and its output is not P2WSH",
                        p -> p.outputs.get(1).add(1, witness)));
    }

    static Stream<Rule> ofSignatures() {
        var upper = Bytes.fromHex(
                "3025020101" + "0220" + "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1" + "01");
        return Stream.of(
                Rule.any("is of a key that does not unlock the input", p -> sign(p, 0, 2, SIGNATURE)),
                Rule.any("is of a key that does not unlock the input", p -> sign(p, 1, 4, SIGNATURE)),
                Rule.any("is of a key that does not unlock the input", p -> sign(p, 3, 1, SIGNATURE)),
                Rule.any("sighash type 0x02; only SIGHASH_ALL", p -> sign(p, 0, 1, ending("02"))),
                Rule.any("sighash type 0x03; only SIGHASH_ALL", p -> sign(p, 0, 1, ending("03"))),
                Rule.any("sighash type 0x81; only SIGHASH_ALL", p -> sign(p, 0, 1, ending("81"))),
                Rule.any("upper half of the order (BIP-146)", p -> sign(p, 0, 1, upper)),
                Rule.any("not a strict DER signature (BIP-66)", p -> sign(p, 0, 1, Bytes.fromHex("00"))),
                Rule.any(
                        "is not a compressed public key",
                        p -> p.inputs.get(0).add(2, Bytes.fromHex("04" + HASH), SIGNATURE)),
                Rule.any(
                        "cut off: 33 bytes are due and 32",
                        p -> p.inputs.get(0).add(2, Bytes.fromHex(HASH), SIGNATURE)),
                Rule.any("PSBT_IN_SIGHASH_TYPE (byte", p -> p.inputs.get(0).add(3, int32(0))),
                Rule.any("is 0x02; only SIGHASH_ALL", p -> p.inputs.get(0).add(3, int32(2))),
                Rule.any("is 0x81; only SIGHASH_ALL", p -> p.inputs.get(2).add(3, int32(0x81))),
                Rule.any("is 0x101; only SIGHASH_ALL", p -> p.inputs.get(2).add(3, int32(0x101))),
                Rule.any("is 0x83; only SIGHASH_ALL", p -> p.inputs.get(3).add(3, int32(0x83))));
    }

    /// Each of them hashes the whole transaction again.
    @Test
    void many_inputs_without_witness_are_too_many() throws Exception {
        var coins = new Coin[650];
        Arrays.fill(coins, Payment.p2pkh(1));
        var most = Payment.of(Arrays.copyOf(coins, 600)).version0();

        assertThat(Psbt.decode(most.bytes()).inputsOf(publicKey(1))).hasSize(600);
        assertThatThrownBy(() -> Psbt.decode(Payment.of(coins).version0().bytes()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("the transaction's 650 inputs without witness")
                .hasMessageContaining("spend fewer at once");
    }

    @Test
    void a_fee_of_nothing_is_a_fee() throws Exception {
        var builder = PAYMENT.version2();
        builder.outputs.get(1).replace(3, new ByteWriter(8).int64(40_000).written());

        assertThat(Psbt.decode(builder.bytes()).feeSat()).isZero();
    }

    private static void spending(PsbtBuilder builder, long index) {
        builder.global
                .remove(0)
                .add(0xfb, int32(2))
                .add(2, int32(2))
                .add(4, Bytes.fromHex("04"))
                .add(5, Bytes.fromHex("02"));
        for (var i = 0; i < builder.inputs.size(); i++) {
            var outpoint = PAYMENT.transaction().inputs().get(i).outpoint();
            builder.inputs
                    .get(i)
                    .add(0x0e, outpoint.txid().hash().bytes())
                    .add(0x0f, int32(i == 0 ? index : outpoint.index()));
        }
        for (var map : builder.outputs) {
            map.add(3, Bytes.fromHex("00".repeat(8))).add(4, Bytes.fromHex("51"));
        }
    }

    private static void sign(PsbtBuilder builder, int input, int key, Bytes signature) {
        builder.inputs.get(input).add(2, publicKey(key), signature);
    }

    private static Bytes ending(String sighashType) {
        return Bytes.fromHex("3006020101020101" + sighashType);
    }
}
