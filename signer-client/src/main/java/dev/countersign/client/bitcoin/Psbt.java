package dev.countersign.client.bitcoin;

import com.google.protobuf.ByteString;
import dev.countersign.client.bitcoin.Transaction.Input;
import dev.countersign.client.bitcoin.Transaction.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A PSBT of version 0 or 2 (BIP-174, BIP-370): its maps as they are, and the transaction that they make. Fields that
/// are of no use here are not looked into.
record Psbt(
        Map<ByteString, ByteString> global,
        List<Map<ByteString, ByteString>> inputs,
        List<Map<ByteString, ByteString>> outputs,
        Transaction transaction) {

    private static final ByteString MAGIC = ByteString.fromHex("70736274ff");
    private static final int VERSION = 0xfb;
    private static final long LATEST_SEQUENCE = 0xffff_ffffL;

    /// Types of fields that are their maps' only ones: the type is the whole key.
    private static final class Type {
        static final int GLOBAL_UNSIGNED_TX = 0x00;
        static final int GLOBAL_TX_VERSION = 0x02;
        static final int GLOBAL_FALLBACK_LOCKTIME = 0x03;
        static final int GLOBAL_INPUT_COUNT = 0x04;
        static final int GLOBAL_OUTPUT_COUNT = 0x05;
        static final int IN_NON_WITNESS_UTXO = 0x00;
        static final int IN_WITNESS_UTXO = 0x01;
        static final int IN_PREVIOUS_TXID = 0x0e;
        static final int IN_OUTPUT_INDEX = 0x0f;
        static final int IN_SEQUENCE = 0x10;
        static final int IN_REQUIRED_TIME_LOCKTIME = 0x11;
        static final int IN_REQUIRED_HEIGHT_LOCKTIME = 0x12;
        static final int OUT_AMOUNT = 0x03;
        static final int OUT_SCRIPT = 0x04;
    }

    static boolean begins(ByteString bytes) {
        return bytes.startsWith(MAGIC);
    }

    /// @throws IllegalArgumentException if the bytes are none
    static Psbt read(ByteString bytes) {
        if (!begins(bytes)) {
            throw new IllegalArgumentException("it does not begin with 70736274ff");
        }
        var wire = new Wire(bytes);
        wire.take(MAGIC.size());
        var global = map(wire);
        if (find(global, VERSION).map(Wire::number).orElse(0L) == 0) {
            var transaction = Transaction.read(value(global, Type.GLOBAL_UNSIGNED_TX));
            var inputs = maps(wire, transaction.inputs().size());
            var outputs = maps(wire, transaction.outputs().size());
            wire.requireEnd();
            return new Psbt(global, inputs, outputs, transaction);
        }
        var inputs = maps(wire, new Wire(value(global, Type.GLOBAL_INPUT_COUNT)).count());
        var outputs = maps(wire, new Wire(value(global, Type.GLOBAL_OUTPUT_COUNT)).count());
        wire.requireEnd();
        return new Psbt(global, inputs, outputs, version2(global, inputs, outputs));
    }

    /// The output that an input spends: out of the transaction that has it or, without that, as the PSBT says.
    ///
    /// @throws IllegalArgumentException if the PSBT has neither
    Output spent(int index) {
        var whole = find(inputs.get(index), Type.IN_NON_WITNESS_UTXO);
        if (whole.isEmpty()) {
            return Output.read(new Wire(value(inputs.get(index), Type.IN_WITNESS_UTXO)));
        }
        var previous = Transaction.read(whole.get());
        var outpoint = transaction.inputs().get(index).outpoint();
        var output = Wire.number(outpoint.substring(Input.OUTPOINT_BYTES - 4));
        if (!outpoint.startsWith(previous.id()) || output >= previous.outputs().size()) {
            throw new IllegalArgumentException("inputs[%d] has another transaction than it spends".formatted(index));
        }
        return previous.outputs().get((int) output);
    }

    static Optional<ByteString> find(Map<ByteString, ByteString> map, int type) {
        return Optional.ofNullable(map.get(Wire.number(type, 1)));
    }

    static ByteString value(Map<ByteString, ByteString> map, int type) {
        return find(map, type)
                .orElseThrow(() -> new IllegalArgumentException("a field of type 0x%02x is missing".formatted(type)));
    }

    private static List<Map<ByteString, ByteString>> maps(Wire wire, int count) {
        var maps = new ArrayList<Map<ByteString, ByteString>>();
        for (var left = count; left > 0; left--) {
            maps.add(map(wire));
        }
        return maps;
    }

    private static Map<ByteString, ByteString> map(Wire wire) {
        var map = new HashMap<ByteString, ByteString>();
        for (var key = wire.lengthPrefixed(); !key.isEmpty(); key = wire.lengthPrefixed()) {
            if (map.put(key, wire.lengthPrefixed()) != null) {
                throw new IllegalArgumentException("a field is there twice");
            }
        }
        return map;
    }

    private static Transaction version2(
            Map<ByteString, ByteString> global,
            List<Map<ByteString, ByteString>> inputs,
            List<Map<ByteString, ByteString>> outputs) {
        var txInputs = inputs.stream()
                .map(map -> new Input(
                        value(map, Type.IN_PREVIOUS_TXID).concat(value(map, Type.IN_OUTPUT_INDEX)),
                        ByteString.EMPTY,
                        find(map, Type.IN_SEQUENCE).orElse(Wire.number(LATEST_SEQUENCE, 4)),
                        List.of()))
                .toList();
        var txOutputs = outputs.stream()
                .map(map -> new Output(value(map, Type.OUT_AMOUNT), value(map, Type.OUT_SCRIPT)))
                .toList();
        return new Transaction(
                value(global, Type.GLOBAL_TX_VERSION), txInputs, txOutputs, Wire.number(lockTime(global, inputs), 4));
    }

    /// BIP-370 §Determining Lock Time: the greatest that an input requires, as a height if all of those can have one.
    private static long lockTime(Map<ByteString, ByteString> global, List<Map<ByteString, ByteString>> inputs) {
        var requiring = inputs.stream()
                .filter(map -> find(map, Type.IN_REQUIRED_HEIGHT_LOCKTIME).isPresent()
                        || find(map, Type.IN_REQUIRED_TIME_LOCKTIME).isPresent())
                .toList();
        var byHeight = requiring.stream()
                .allMatch(map -> find(map, Type.IN_REQUIRED_HEIGHT_LOCKTIME).isPresent());
        var type = byHeight ? Type.IN_REQUIRED_HEIGHT_LOCKTIME : Type.IN_REQUIRED_TIME_LOCKTIME;
        return requiring.stream()
                .mapToLong(map -> Wire.number(value(map, type)))
                .max()
                .orElse(find(global, Type.GLOBAL_FALLBACK_LOCKTIME)
                        .map(Wire::number)
                        .orElse(0L));
    }
}
