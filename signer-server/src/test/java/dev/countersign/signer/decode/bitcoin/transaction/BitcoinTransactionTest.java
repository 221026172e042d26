package dev.countersign.signer.decode.bitcoin.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.bitcoin.VectorFile;
import dev.countersign.signer.decode.bitcoin.VectorFile.Case;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BitcoinTransactionTest {

    /// The first payment ever, in block 170.
    private static final String FIRST_PAYMENT =
            "0100000001c997a5e56e104102fa209c6a852dd90660a20b2d9c352423edce25857fcd3704000000004847304402204e45e16932b8af"
                    + "514961a1d3a1a25fdf3f4f7732e9d624c6c61548ab5fb8cd410220181522ec8eca07de4860a4acdd12909d831cc56cbb"
                    + "ac4622082221a8768d1d0901ffffffff0200ca9a3b00000000434104ae1a62fe09c5f51b13905f07f06b99a2f7159b22"
                    + "25f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1b7303b8a0626f1baded5c72a704f7e6cd84cac00286b"
                    + "ee0000000043410411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a5cb2e0eaddfb84ccf9"
                    + "744464f82e160bfa9b8b64f9d4c03f999b8643f656b412a3ac00000000";

    private static final String OUTPOINT = "11".repeat(32) + "00000000";
    private static final String INPUT = OUTPOINT + "00" + "ffffffff";
    private static final String OUTPUT = "e803000000000000" + "0151";

    @Test
    void a_transaction_of_the_chain_has_its_id() throws Exception {
        var transaction = BitcoinTransaction.decode(Bytes.fromHex(FIRST_PAYMENT));

        assertThat(transaction.txid()).hasToString("f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16");
        assertThat(transaction.wtxid()).isEqualTo(transaction.txid());
        assertThat(transaction.encoded().hex()).isEqualTo(FIRST_PAYMENT);
        assertThat(transaction.strippedBytes()).isEqualTo(275);
        assertThat(transaction.weight()).isEqualTo(1100);
        assertThat(transaction.virtualBytes()).isEqualTo(275);
        assertThat(transaction.outputSumSat()).isEqualTo(50_0000_0000L);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("published")
    void a_published_transaction_is_written_as_it_was_read(Case published) throws Exception {
        var signed = Bytes.fromHex(published.get("signed"));
        var unsigned = Bytes.fromHex(published.get("unsigned"));

        var transaction = BitcoinTransaction.decode(signed);

        assertThat(transaction.hasWitness()).isTrue();
        assertThat(transaction.encoded()).isEqualTo(signed);
        assertThat(transaction.txid()).isNotEqualTo(transaction.wtxid());
        assertThat(BitcoinTransaction.decode(transaction.stripped()).txid()).isEqualTo(transaction.txid());
        assertThat(transaction.weight())
                .isEqualTo(3 * transaction.stripped().size() + signed.size())
                .isBetween(4 * transaction.virtualBytes() - 3, 4 * transaction.virtualBytes());
        assertThat(BitcoinTransaction.decodeWithoutWitness(ByteReader.of(unsigned, ""))
                        .encoded())
                .isEqualTo(unsigned);
    }

    @ParameterizedTest
    @CsvSource({
        "'', version (byte 0 of the payload) is cut off: 4 bytes are due and 0 are left",
        "01000000, inputs (byte 4 of the payload) is cut off",
        "0100000000, outputs (byte 5 of the payload) is cut off",
        "01000000 00 01 OUT 00000000, claims 232 items",
        "01000000 00 00 00000000, has no inputs",
        "01000000 01 IN 00 00000000, has no outputs",
        "01000000 02 IN IN 01 OUT 00000000, 'twice, the second time with inputs[1]'",
        "01000000 fd0100 IN 01 OUT 00000000, shortest form is due",
        "01000000 fe01000000 IN 01 OUT 00000000, shortest form is due",
        "01000000 ff0100000000000000 IN 01 OUT 00000000, shortest form is due",
        "01000000 ffffffffffffffffff IN 01 OUT 00000000, larger than 2^63-1",
        "01000000 ffffffffffffffff7f IN 01 OUT 00000000, 'claims 9223372036854775807 items'",
        "01000000 feffffffff IN 01 OUT 00000000, claims 4294967295 items",
        "01000000 03 IN 01 OUT 00000000, claims 3 items",
        "01000000 01 IN 01 OUT 0000000000, 1 bytes that are left over after the transaction",
        "01000000 01 IN 01 OUT 000000, lock_time (byte 57 of the payload) is cut off: 4 bytes are due and 3 are left",
        "01000000 00 02 01 IN 01 OUT 00000000, 18 bytes that are left over",
        "01000000 00 01 01 IN 01 OUT 00 00000000, witness (byte 59 of the payload) is empty for every input",
        "01000000 00 01 01 IN 01 OUT 01 02ff 00000000, is cut off",
        "01000000 00 01 01 IN 01 OUT ff 00000000, cut off",
        "01000000 01 IN 01 ffffffffffffffff 0151 00000000, 'has -1 satoshis in outputs[0]'",
        "01000000 01 IN 01 0140075af0750700 0151 00000000, 'has 2100000000000001 satoshis in outputs[0]'",
        "01000000 01 IN 02 0040075af0750700 0151 OUT 00000000, more than 21 million bitcoin together",
        "01000000 02 IN NULL 01 OUT 00000000, 'spends no output with inputs[1]'",
    })
    void refuses(String sketch, String words) {
        assertThatThrownBy(() -> BitcoinTransaction.decode(bytes(sketch)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(words)
                .hasMessageStartingWith("TRANSACTION_UNDECODABLE: transaction");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01000000 01 IN 01 OUT 00000000",
                "ffffffff 01 IN 01 OUT ffffffff",
                "02000000 01 IN 01 0040075af0750700 0151 00000000",
                "02000000 01 IN 02 00000000000000000151 OUT 00000000",
                "02000000 00 01 01 IN 01 OUT 01 00 00000000",
                "02000000 00 01 01 IN 01 OUT 02 01aa 02bbbb 00000000",
                "01000000 01 NULL 01 OUT 00000000",
            })
    void accepts(String sketch) throws Exception {
        assertThat(BitcoinTransaction.decode(bytes(sketch)).encoded()).isEqualTo(bytes(sketch));
    }

    @Test
    void what_others_must_never_sign() {
        assertThatThrownBy(() -> BitcoinTransaction.decode(bytes("01000000 01 NULL 01 OUT 00000000"))
                        .requireSignable())
                .hasMessageContaining("coinbase");
        for (var version : List.of("00000000", "04000000", "ffffffff")) {
            assertThatThrownBy(() -> BitcoinTransaction.decode(bytes(version + " 01 IN 01 OUT 00000000"))
                            .requireSignable())
                    .hasMessageContaining("nodes relay 1, 2 and 3");
        }
    }

    @Test
    void what_is_signed_is_small_enough_to_be_relayed() throws Exception {
        var empty = BitcoinTransaction.decode(bytes("01000000 01 IN 01 OUT 00000000"));
        var room = 100_000 - empty.strippedBytes() - 4; // the script's length grows from 1 byte to 5, its 1 byte goes
        with(empty, room + 1).requireSignable();

        assertThatThrownBy(() -> with(empty, room + 2).requireSignable())
                .hasMessageContaining("weight of 400004 before it is signed; nodes relay at most 400000");
    }

    /// What is put together from parts is held to the same rules as what is read.
    @Test
    void a_composed_transaction_is_checked() throws Exception {
        var transaction = BitcoinTransaction.decode(bytes("01000000 01 IN 01 OUT 00000000"));
        var input = transaction.inputs().getFirst();
        var doubled = new BitcoinTransaction(1, List.of(input, input), transaction.outputs(), 0);

        transaction.requireValid();
        assertThatThrownBy(doubled::requireValid).isInstanceOf(Refused.class).hasMessageContaining("twice");
    }

    /// The index is part of what is spent.
    @Test
    void two_outputs_of_one_transaction_are_two() throws Exception {
        var inputs = new ArrayList<TxInput>();
        for (var index = 0; index < 300; index++) {
            inputs.add(TxInput.unsigned(Outpoint.of(Bytes.of(new byte[32]), index), 0));
        }
        new BitcoinTransaction(2, inputs, List.of(new TxOutput(0, Bytes.fromHex("51"))), 0).requireValid();
    }

    static Stream<Case> published() {
        return VectorFile.cases("bip143.txt").stream();
    }

    private static BitcoinTransaction with(BitcoinTransaction transaction, int scriptBytes) {
        return new BitcoinTransaction(
                1,
                transaction.inputs(),
                List.of(new TxOutput(
                        0,
                        new ByteWriter(0).bytes(Bytes.of(new byte[scriptBytes])).written())),
                0);
    }

    private static Bytes bytes(String sketch) {
        return Bytes.fromHex(sketch.replace("IN", INPUT)
                .replace("OUT", OUTPUT)
                .replace("NULL", "00".repeat(32) + "ffffffff" + "00" + "ffffffff")
                .replace(" ", ""));
    }
}
