package dev.countersign.signer.decode.bitcoin.psbt;

import static dev.countersign.signer.decode.bitcoin.psbt.Payment.multisig;
import static dev.countersign.signer.decode.bitcoin.psbt.Payment.publicKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.address.bitcoin.script.Multisig;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.decode.bitcoin.psbt.Payment.Coin;
import dev.countersign.signer.decode.bitcoin.sighash.EcdsaSignature;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.model.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PsbtSigningTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("coins")
    void signs_finalizes_and_extracts(Coin coin) throws Exception {
        var payment = Payment.of(coin, Payment.p2wpkh(7));
        for (var payload :
                List.of(payment.version0().bytes(), payment.version2().bytes())) {
            var signed = Psbt.decode(payload);
            for (var key : coin.signers()) {
                assertThat(signed.finalized().extracted()).isEmpty();
                signed = Psbt.decode(signedBy(signed, key).encoded());
            }
            assertThat(signed.finalized().inputs().getFirst().isFinal()).isTrue();
            assertThat(signed.finalized().inputs().getLast().isFinal()).isFalse();
            assertThat(signed.finalized().extracted()).isEmpty();

            var complete = Psbt.decode(signedBy(signed, 7).finalized().encoded());
            var network = complete.extracted().orElseThrow();

            assertThat(network.txid()).as("scripts of others").isNotNull();
            assertThat(network.outputs()).isEqualTo(payment.transaction().outputs());
            assertThat(BitcoinTransaction.decode(network.encoded())).isEqualTo(network);
            BitcoinjOracle.requireSpends(network, payment);
        }
    }

    static Stream<Named<Coin>> coins() {
        var keys = multisig(2, 1, 2, 3);
        return Stream.of(
                Named.of("P2PKH", Payment.p2pkh(1)),
                Named.of("P2WPKH", Payment.p2wpkh(1)),
                Named.of("P2SH-P2WPKH", Payment.p2shP2wpkh(1)),
                Named.of("P2WSH 2-of-3", Payment.p2wsh(keys, 1, 3)),
                Named.of("P2WSH 2-of-3, signed in the other order", Payment.p2wsh(keys, 3, 2)),
                Named.of("P2SH-P2WSH 2-of-3", Payment.p2shP2wsh(keys, 2, 3)),
                Named.of("P2SH 2-of-3", Payment.p2sh(keys, 2, 1)),
                Named.of("P2WSH 16-of-16", Payment.p2wsh(sixteen(), sixteenKeys())));
    }

    @Test
    void of_too_many_signatures_the_first_by_key_are_taken() throws Exception {
        var payment = Payment.of(Payment.p2wsh(multisig(2, 1, 2, 3), 1, 2, 3));
        var psbt = Psbt.decode(payment.version0().bytes());
        for (var key : List.of(3, 2, 1)) {
            psbt = signedBy(psbt, key);
        }

        var witness =
                psbt.finalized().extracted().orElseThrow().inputs().getFirst().witness();

        assertThat(witness).hasSize(4);
        assertThat(witness.get(0).size()).isZero();
        assertThat(witness.get(1))
                .isEqualTo(EcdsaSignature.encode(
                        Payment.sign(1, psbt.digests(List.of(0)).getFirst())));
        assertThat(witness.get(2))
                .isEqualTo(EcdsaSignature.encode(
                        Payment.sign(2, psbt.digests(List.of(0)).getFirst())));
        assertThat(witness.get(3)).isEqualTo(multisig(2, 1, 2, 3).script());
    }

    @Test
    void a_final_input_keeps_its_utxo_and_loses_the_rest() throws Exception {
        var payment = Payment.of(Payment.p2shP2wpkh(1));
        var builder = payment.version2();
        builder.inputs
                .getFirst()
                .add(3, PsbtBuilder.int32(1))
                .add(6, publicKey(1), PsbtBuilder.int32(0))
                .add(
                        1,
                        Payment.serialized(
                                payment.previous().getFirst().outputs().get(1)));

        var map = signedBy(Psbt.decode(builder.bytes()), 1)
                .finalized()
                .inputs()
                .getFirst()
                .map();

        assertThat(Field.of(Field.Scope.INPUT).stream()
                        .filter(field -> !map.all(field).isEmpty()))
                .containsExactly(
                        Field.PSBT_IN_NON_WITNESS_UTXO,
                        Field.PSBT_IN_WITNESS_UTXO,
                        Field.PSBT_IN_FINAL_SCRIPTSIG,
                        Field.PSBT_IN_FINAL_SCRIPTWITNESS,
                        Field.PSBT_IN_PREVIOUS_TXID,
                        Field.PSBT_IN_OUTPUT_INDEX,
                        Field.PSBT_IN_SEQUENCE);
    }

    /// Others' inputs may be final before ours; the network transaction has them as they came.
    @Test
    void others_final_inputs_are_kept() throws Exception {
        var taproot = OutputScript.of(Bytes.fromHex("5120" + "11".repeat(32)));
        var payment = Payment.of(Payment.p2wpkh(1), Payment.foreign(taproot));
        var builder = payment.version0();
        builder.inputs.getLast().add(8, Bytes.fromHex("0140" + "22".repeat(64)));

        var psbt = signedBy(Psbt.decode(builder.bytes()), 1).finalized();
        var network = psbt.extracted().orElseThrow();

        assertThat(network.inputs().getLast().witness()).containsExactly(Bytes.fromHex("22".repeat(64)));
        assertThat(network.txid()).isEqualTo(payment.transaction().txid());
        assertThat(network.wtxid()).isNotEqualTo(network.txid());
        assertThatThrownBy(() -> psbt.signed(publicKey(1), Map.of(0, Bytes.of(new byte[64]))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("inputs[0] does not wait for this key's signature");
    }

    @Test
    void what_is_final_is_not_finalized_again() throws Exception {
        var builder = Payment.of(Payment.p2wpkh(1)).version0();
        builder.inputs
                .getFirst()
                .add(2, publicKey(1), Bytes.fromHex("300602010102010101"))
                .add(8, Bytes.fromHex("0101aa"));

        var psbt = Psbt.decode(builder.bytes());

        assertThat(psbt.finalized().encoded()).isEqualTo(psbt.encoded());
    }

    @Test
    void no_other_key_signs() throws Exception {
        var psbt = Psbt.decode(Payment.of(Payment.p2wpkh(1)).version0().bytes());

        assertThatThrownBy(() -> psbt.signed(
                        publicKey(2),
                        Map.of(0, Payment.sign(2, psbt.digests(List.of(0)).getFirst()))))
                .hasMessage("inputs[0] does not wait for this key's signature");
    }

    @Test
    void writes_its_own_order_whatever_order_it_came_in() throws Exception {
        var payment = Payment.of(Payment.p2shP2wsh(multisig(1, 2, 3), 2));
        var sorted = payment.version0();
        var shuffled = PsbtBuilder.version0(payment.transaction());
        shuffled.inputs
                .getFirst()
                .add(5, payment.coins().getFirst().witnessScript())
                .add(0, payment.previous().getFirst().encoded())
                .add(4, payment.coins().getFirst().redeemScript());
        shuffled.outputs
                .getFirst()
                .add(2, publicKey(3), PsbtBuilder.int32(1))
                .add(2, publicKey(2), PsbtBuilder.int32(1));
        var keys = List.of(publicKey(2), publicKey(3)).stream().sorted().toList();
        keys.forEach(key -> sorted.outputs.getFirst().add(2, key, PsbtBuilder.int32(1)));

        assertThat(Psbt.decode(shuffled.bytes()).encoded())
                .isEqualTo(sorted.bytes())
                .isNotEqualTo(shuffled.bytes());
    }

    /// What has no meaning here and is of its form comes back as it was.
    @Test
    void what_is_kept_comes_back() throws Exception {
        var hash = "11".repeat(32);
        var builder = Payment.of(Payment.p2wpkh(1), Payment.foreign(OutputScript.of(Bytes.fromHex("5120" + hash))))
                .version0();
        builder.global
                .add(1, Bytes.fromHex("0488b21e01" + "00".repeat(73)), Bytes.fromHex("11".repeat(8)))
                .add(0xfb, PsbtBuilder.int32(0));
        builder.inputs
                .getFirst()
                .add(3, PsbtBuilder.int32(1))
                .add(
                        0x0b,
                        Bytes.fromHex("4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"),
                        Bytes.fromHex("01"));
        builder.inputs
                .getLast()
                .add(3, PsbtBuilder.int32(0))
                .add(0x13, Bytes.fromHex("22".repeat(64)))
                .add(0x14, Bytes.fromHex(hash + hash), Bytes.fromHex("22".repeat(64) + "01"))
                .add(0x15, Bytes.fromHex("c1" + hash + hash), Bytes.fromHex("51c0"))
                .add(0x16, Bytes.fromHex(hash), Bytes.fromHex("01" + hash + "0000000001000080"))
                .add(0x17, Bytes.fromHex(hash))
                .add(0x18, Bytes.fromHex(hash));
        builder.outputs
                .getFirst()
                .add(2, publicKey(2), Bytes.fromHex("0000000001000080"))
                .add(5, Bytes.fromHex(hash))
                .add(6, Bytes.fromHex("02c00151" + "02c00151" + "01c00151"))
                .add(7, Bytes.fromHex(hash), Bytes.fromHex("0000000000"));

        assertThat(Psbt.decode(builder.bytes()).encoded()).isEqualTo(builder.bytes());
    }

    private static Psbt signedBy(Psbt psbt, int key) {
        var inputs = psbt.inputsOf(publicKey(key));
        var digests = psbt.digests(inputs);
        var signatures = new HashMap<Integer, Bytes>();
        for (var i = 0; i < inputs.size(); i++) {
            signatures.put(inputs.get(i), Payment.sign(key, digests.get(i)));
        }
        return psbt.signed(publicKey(key), signatures);
    }

    private static Multisig sixteen() {
        return multisig(16, sixteenKeys());
    }

    private static Integer[] sixteenKeys() {
        return Stream.iterate(20, key -> key + 1).limit(16).toArray(Integer[]::new);
    }
}
