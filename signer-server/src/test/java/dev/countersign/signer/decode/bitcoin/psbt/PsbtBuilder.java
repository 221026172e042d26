package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.model.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Writes any PSBT, right or wrong: fields in the order in which they were added, as often as they were.
final class PsbtBuilder {

    private static final Bytes NOTHING = Bytes.of(new byte[0]);

    /// The fields of one map.
    static final class MapBuilder {

        private final List<Entry> entries = new ArrayList<>();

        private record Entry(Bytes key, Bytes value) {}

        MapBuilder add(int type, Bytes keyData, Bytes value) {
            entries.add(new Entry(
                    new ByteWriter(34).compactSize(type).bytes(keyData).written(), value));
            return this;
        }

        MapBuilder add(int type, Bytes value) {
            return add(type, NOTHING, value);
        }

        MapBuilder remove(int type) {
            entries.removeIf(entry -> entry.key().at(0) == type);
            return this;
        }

        MapBuilder replace(int type, Bytes value) {
            return remove(type).add(type, value);
        }

        private void write(ByteWriter writer) {
            entries.forEach(entry -> writer.lengthPrefixed(entry.key()).lengthPrefixed(entry.value()));
            writer.uint8(0);
        }
    }

    final MapBuilder global = new MapBuilder();
    final List<MapBuilder> inputs = new ArrayList<>();
    final List<MapBuilder> outputs = new ArrayList<>();

    private PsbtBuilder(BitcoinTransaction transaction) {
        transaction.inputs().forEach(_ -> inputs.add(new MapBuilder()));
        transaction.outputs().forEach(_ -> outputs.add(new MapBuilder()));
    }

    static PsbtBuilder version0(BitcoinTransaction transaction) {
        var builder = new PsbtBuilder(transaction);
        builder.global.add(0x00, transaction.stripped());
        return builder;
    }

    static PsbtBuilder version2(BitcoinTransaction transaction) {
        var builder = new PsbtBuilder(transaction);
        builder.global
                .add(0xfb, int32(2))
                .add(0x02, int32(transaction.version()))
                .add(0x03, int32(transaction.lockTime()))
                .add(0x04, Bytes.of(new byte[] {(byte) transaction.inputs().size()}))
                .add(0x05, Bytes.of(new byte[] {(byte) transaction.outputs().size()}));
        for (var i = 0; i < builder.inputs.size(); i++) {
            var input = transaction.inputs().get(i);
            builder.inputs
                    .get(i)
                    .add(0x0e, input.outpoint().txid().hash().bytes())
                    .add(0x0f, int32(input.outpoint().index()))
                    .add(0x10, int32(input.sequence()));
        }
        for (var i = 0; i < builder.outputs.size(); i++) {
            var output = transaction.outputs().get(i);
            builder.outputs
                    .get(i)
                    .add(0x03, new ByteWriter(8).int64(output.valueSat()).written())
                    .add(0x04, output.script());
        }
        return builder;
    }

    Bytes bytes() {
        var writer = new ByteWriter(1024).bytes(Bytes.fromHex("70736274ff"));
        global.write(writer);
        inputs.forEach(map -> map.write(writer));
        outputs.forEach(map -> map.write(writer));
        return writer.written();
    }

    static Bytes int32(long value) {
        return new ByteWriter(4).int32(value).written();
    }
}
