package dev.countersign.signer.decode.bitcoin.psbt;

import static dev.countersign.signer.decode.bitcoin.psbt.Payment.publicKey;
import static dev.countersign.signer.decode.bitcoin.psbt.PsbtBuilder.int32;
import static dev.countersign.signer.decode.bitcoin.psbt.Rule.HASH;
import static dev.countersign.signer.decode.bitcoin.psbt.Rule.PAYMENT;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.model.Bytes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What each field and each map must be, and what version 2 adds.
class PsbtFrameRulesTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource({"ofFrames", "ofShapes", "ofTaproot", "ofVersion2"})
    void refuses(Rule rule) {
        rule.requireRefused();
    }

    static Stream<Rule> ofFrames() {
        return Stream.of(
                Rule.any(
                        "has the key 0x00 a second time",
                        p -> p.global.add(0, PAYMENT.transaction().stripped())),
                Rule.any(
                        "has the key 0x0602",
                        p -> p.inputs
                                .get(0)
                                .add(6, Bytes.fromHex("02" + HASH), int32(1))
                                .add(6, Bytes.fromHex("02" + HASH), int32(2))),
                Rule.any("inputs[2] (byte", p -> p.inputs.get(2).add(0x1a, int32(1))),
                Rule.any(
                        "has a field of type 0x09, which is not known here",
                        p -> p.inputs.get(0).add(9, int32(1))),
                Rule.any("has a field of type 0xfd", p -> p.outputs.get(0).add(0xfd, int32(1))),
                Rule.any("global (byte", p -> p.global.add(7, int32(1))),
                Rule.any("has a proprietary field (type 0xfc)", p -> p.global.add(0xfc, int32(1))),
                Rule.any(
                        "has a proprietary field (type 0xfc)",
                        p -> p.outputs.get(1).add(0xfc, int32(1))),
                Rule.any("PSBT_GLOBAL_VERSION is 1", p -> p.global.add(0xfb, int32(1))),
                Rule.any("PSBT_GLOBAL_VERSION is 3", p -> p.global.add(0xfb, int32(3))));
    }

    static Stream<Rule> ofShapes() {
        var key = publicKey(1);
        return Stream.of(
                Rule.any(
                        "has a path that is not as long as its key's depth, 2",
                        p -> p.global.add(
                                1, Bytes.fromHex("0488b21e02" + "00".repeat(73)), Bytes.fromHex("11".repeat(8)))),
                Rule.any(
                        "PSBT_GLOBAL_XPUB.path[0]",
                        p -> p.global.add(
                                1, Bytes.fromHex("0488b21e01" + "00".repeat(73)), Bytes.fromHex("11".repeat(7)))),
                Rule.any(
                        "PSBT_IN_BIP32_DERIVATION.fingerprint",
                        p -> p.inputs.get(0).add(6, key, Bytes.fromHex("1122"))),
                Rule.any(
                        "PSBT_IN_BIP32_DERIVATION.path[1]",
                        p -> p.inputs.get(0).add(6, key, Bytes.fromHex("11".repeat(10)))),
                Rule.any("PSBT_IN_SHA256 (byte", p -> p.inputs.get(0).add(0x0b, Bytes.fromHex(HASH), int32(1))),
                Rule.any(
                        "does not hash to its key",
                        p -> p.inputs.get(0).add(0x0a, Bytes.fromHex("11".repeat(20)), int32(1))),
                Rule.any("PSBT_IN_FINAL_SCRIPTWITNESS", p -> p.inputs.get(0).add(8, Bytes.fromHex("0201"))),
                Rule.any(
                        "left over after the value of PSBT_IN_FINAL_SCRIPTWITNESS",
                        p -> p.inputs.get(0).add(8, Bytes.fromHex("010100")).replace(8, Bytes.fromHex("01010000"))),
                Rule.any("is cut off", p -> p.outputs.removeLast()),
                Rule.any("left over after the last output", p -> p.outputs.add(new PsbtBuilder.MapBuilder())));
    }

    static Stream<Rule> ofTaproot() {
        var taproot = 3;
        var signature = "22".repeat(64);
        return Stream.of(
                Rule.any("sighash type (byte", p -> p.inputs.get(taproot).add(0x13, Bytes.fromHex(signature + "00"))),
                Rule.any(
                        "is 0x83; only DEFAULT", p -> p.inputs.get(taproot).add(0x13, Bytes.fromHex(signature + "83"))),
                Rule.any(
                        "leaf version (byte",
                        p -> p.inputs.get(taproot).add(0x15, Bytes.fromHex("c0" + HASH), Bytes.fromHex("51c2"))),
                Rule.any(
                        "is empty; a script and its leaf version are due",
                        p -> p.inputs.get(taproot).add(0x15, Bytes.fromHex("c0" + HASH), Payment.NOTHING)),
                Rule.any(
                        "is no control block",
                        p -> p.inputs
                                .get(taproot)
                                .add(0x15, Bytes.fromHex("c0" + HASH.repeat(130)), Bytes.fromHex("51c0"))),
                Rule.any(
                        "leaf hashes (byte",
                        p -> p.inputs
                                .get(taproot)
                                .add(0x16, Bytes.fromHex(HASH), Bytes.fromHex("02" + HASH + "00000000"))),
                Rule.any(
                        "PSBT_IN_TAP_MERKLE_ROOT (byte",
                        p -> p.inputs.get(taproot).add(0x18, int32(1))),
                Rule.any("is not a whole tree", p -> p.outputs.get(0).add(6, Bytes.fromHex("01c00151"))),
                Rule.any("is not a whole tree", p -> p.outputs.get(0).add(6, Bytes.fromHex("01c00151" + "02c00151"))),
                Rule.any(
                        "has no place for a leaf",
                        p -> p.outputs.get(0).add(6, Bytes.fromHex("01c00151" + "01c00151" + "01c00151"))),
                Rule.any(
                        "has no place for a leaf",
                        p -> p.outputs.get(0).add(6, Bytes.fromHex("02c00151" + "01c00151" + "02c00151"))),
                Rule.any("is 129, where the tree", p -> p.outputs.get(0).add(6, Bytes.fromHex("81c00151"))),
                Rule.any("is 0xc1; 0xc0 is due", p -> p.outputs.get(0).add(6, Bytes.fromHex("00c10151"))),
                Rule.any("PSBT_OUT_TAP_TREE.depth", p -> p.outputs.get(0).add(6, Payment.NOTHING)));
    }

    static Stream<Rule> ofVersion2() {
        return Stream.of(
                Rule.version2("left over after the last output", p -> p.outputs.add(new PsbtBuilder.MapBuilder())),
                Rule.version2("PSBT_GLOBAL_INPUT_COUNT (byte", p -> p.global.replace(4, Bytes.fromHex("feffffffff"))),
                Rule.version2("is cut off", p -> p.global.replace(5, Bytes.fromHex("03"))),
                Rule.version2("shortest form is due", p -> p.global.replace(4, Bytes.fromHex("fd0400"))),
                Rule.version2("PSBT_GLOBAL_TX_MODIFIABLE is 0x01", p -> p.global.add(6, Bytes.fromHex("01"))),
                Rule.version2("PSBT_GLOBAL_TX_MODIFIABLE is 0x80", p -> p.global.add(6, Bytes.fromHex("80"))),
                Rule.version2(
                        "the transaction spends",
                        p -> p.inputs
                                .get(1)
                                .replace(
                                        0x0e,
                                        PAYMENT.previous()
                                                .getFirst()
                                                .txid()
                                                .hash()
                                                .bytes())),
                Rule.version2(
                        "the transaction has -1 satoshis in outputs[0]",
                        p -> p.outputs.get(0).replace(3, Bytes.fromHex("ff".repeat(8)))),
                Rule.version2("the transaction has version 4", p -> p.global.replace(2, int32(4))),
                Rule.version2(
                        "the outputs hold 40001 satoshis more than the inputs",
                        p -> p.outputs
                                .get(1)
                                .replace(3, new ByteWriter(8).int64(80_001).written())));
    }

    @Test
    void what_is_no_psbt_is_told_so() {
        assertThatThrownBy(() -> Psbt.decode(Bytes.fromHex("70736274"))).hasMessageContaining("no PSBT");
        assertThatThrownBy(() -> Psbt.decode(Bytes.fromHex("70736274fe00"))).hasMessageContaining("no PSBT");
        assertThatThrownBy(() -> Psbt.decode(Bytes.of(new byte[PsbtReader.MAX_BYTES + 1])))
                .hasMessageContaining("the PSBT has 1048577 bytes; at most 1048576 are read");
    }

    @Test
    void a_script_in_the_unsigned_transaction_is_refused() {
        var input = PAYMENT.transaction().inputs().getFirst().unlockedWith(Bytes.fromHex("51"), List.of());
        var signed =
                new BitcoinTransaction(2, List.of(input), PAYMENT.transaction().outputs(), 0);

        assertThatThrownBy(() -> Psbt.decode(PsbtBuilder.version0(signed).bytes()))
                .hasMessageContaining("has a scriptSig in inputs[0]");
    }
}
