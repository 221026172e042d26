package dev.countersign.signer.decode.bitcoin.sighash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.countersign.signer.decode.bitcoin.VectorFile;
import dev.countersign.signer.decode.bitcoin.VectorFile.Case;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.decode.bitcoin.transaction.Outpoint;
import dev.countersign.signer.decode.bitcoin.transaction.TxInput;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.decode.bitcoin.transaction.Txid;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SighashVectorTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("published")
    void hashes_as_bip_143_does(Case published) throws Exception {
        var transaction = BitcoinTransaction.decode(Bytes.fromHex(published.get("unsigned")));

        var digest = new Sighashes(transaction)
                .witness(
                        Integer.parseInt(published.get("input")),
                        Bytes.fromHex(published.get("script_code")),
                        Long.parseLong(published.get("value")));

        assertThat(digest.hex()).isEqualTo(published.get("digest"));
    }

    /// sighash.json of Bitcoin Core, those of its random cases that sign every input and every output.
    /// Their amounts are beyond all money, so they are read here, without rules.
    @Test
    @EnabledIfEnvironmentVariable(named = "COUNTERSIGN_VECTORS", matches = ".+")
    void hashes_as_bitcoin_core_does() throws Exception {
        var file = Path.of(System.getenv("COUNTERSIGN_VECTORS"), "rust-bitcoin", "legacy_sighash.json");
        var checked = 0;
        for (var element : JsonParser.parseString(Files.readString(file)).getAsJsonArray()) {
            var test = element.getAsJsonArray();
            if (test.size() < 5) {
                continue; // the heading
            }
            var script = Bytes.fromHex(test.get(1).getAsString());
            var type = test.get(3).getAsInt();
            var base = type & 0x1f;
            if (base == 2
                    || base == 3
                    || (type & 0x80) != 0
                    || script.hex().contains("ab")) { // perhaps OP_CODESEPARATOR
                continue;
            }
            var transaction = read(ByteReader.of(Bytes.fromHex(test.get(0).getAsString()), ""));
            var digest = new Sighashes(transaction).legacy(test.get(2).getAsInt(), script, type);

            assertThat(new Txid(digest).hex()).isEqualTo(test.get(4).getAsString());
            checked++;
        }
        assertThat(checked).isGreaterThan(40);
    }

    @Test
    void a_signature_without_witness_says_that_it_signs_all() throws Exception {
        var transaction = BitcoinTransaction.decode(
                Bytes.fromHex(published().findFirst().orElseThrow().get("unsigned")));
        var sighashes = new Sighashes(transaction);
        var script = Bytes.fromHex("76a9141d0f172a0ecb48aee1be1f2687d2963ae33f71a188ac");

        assertThat(sighashes.legacy(0, script))
                .isEqualTo(sighashes.legacy(0, script, 1))
                .isNotEqualTo(sighashes.legacy(0, script, 0))
                .isNotEqualTo(sighashes.legacy(1, script));
    }

    @Test
    void what_is_hashed_again_for_each_input_is_bounded() throws Exception {
        var inputs = new ArrayList<TxInput>();
        for (var i = 0; i < 639; i++) {
            inputs.add(TxInput.unsigned(Outpoint.of(Bytes.of(new byte[32]), i), 0));
        }
        var transaction = new BitcoinTransaction(2, inputs, List.of(new TxOutput(0, Bytes.of(new byte[10]))), 0);
        var bytes = transaction.strippedBytes();
        var most = (int) (Sighashes.MAX_LEGACY_BYTES / bytes);

        Sighashes.requireLegacyBounded(transaction, most);
        assertThatThrownBy(() -> Sighashes.requireLegacyBounded(transaction, most + 1))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("spend fewer at once");
        assertThat(most).isGreaterThan(600);
    }

    static Stream<Case> published() {
        return VectorFile.cases("bip143.txt").stream();
    }

    private static BitcoinTransaction read(ByteReader reader) throws Refused {
        var version = reader.int32("");
        var inputs = new ArrayList<TxInput>();
        for (var left = reader.compactSize(""); left > 0; left--) {
            var outpoint = Outpoint.of(reader.bytes("", 32), reader.uint32(""));
            reader.lengthPrefixed("");
            inputs.add(TxInput.unsigned(outpoint, reader.uint32("")));
        }
        var outputs = new ArrayList<TxOutput>();
        for (var left = reader.compactSize(""); left > 0; left--) {
            outputs.add(TxOutput.read(reader));
        }
        return new BitcoinTransaction(version, inputs, outputs, reader.uint32(""));
    }
}
