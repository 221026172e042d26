package dev.countersign.client.bitcoin;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A transaction of the network, signed or not (BIP-144 §Serialization).
///
/// @param version 4 bytes; the lock time likewise
record Transaction(ByteString version, List<Input> inputs, List<Output> outputs, ByteString lockTime) {

    private static final ByteString WITH_WITNESS = ByteString.fromHex("0001");

    Transaction {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /// @param outpoint txid (32) || index (4)
    /// @param sequence 4 bytes
    record Input(ByteString outpoint, ByteString scriptSig, ByteString sequence, List<ByteString> witness) {

        static final int OUTPOINT_BYTES = 36;

        Input {
            witness = List.copyOf(witness);
        }

        Input with(ByteString otherScriptSig) {
            return new Input(outpoint, otherScriptSig, sequence, List.of());
        }

        ByteString serialized() {
            return outpoint.concat(Wire.prefixed(scriptSig)).concat(sequence);
        }
    }

    /// @param value satoshis, 8 bytes
    record Output(ByteString value, ByteString script) {

        static Output read(Wire wire) {
            return new Output(wire.take(8), wire.lengthPrefixed());
        }

        ByteString serialized() {
            return value.concat(Wire.prefixed(script));
        }
    }

    /// @throws IllegalArgumentException if the bytes are none
    static Transaction read(ByteString bytes) {
        var wire = new Wire(bytes);
        var version = wire.take(4);
        var hasWitness = wire.startsWith(WITH_WITNESS);
        if (hasWitness) {
            wire.take(WITH_WITNESS.size());
        }
        var inputs = new ArrayList<Input>();
        for (var left = wire.count(); left > 0; left--) {
            inputs.add(new Input(wire.take(Input.OUTPOINT_BYTES), wire.lengthPrefixed(), wire.take(4), List.of()));
        }
        var outputs = new ArrayList<Output>();
        for (var left = wire.count(); left > 0; left--) {
            outputs.add(Output.read(wire));
        }
        if (hasWitness) {
            inputs.replaceAll(input ->
                    new Input(input.outpoint(), input.scriptSig(), input.sequence(), wire.lengthPrefixedItems()));
        }
        var transaction = new Transaction(version, inputs, outputs, wire.take(4));
        wire.requireEnd();
        return transaction;
    }

    /// The same transaction before anybody signed it.
    Transaction unsigned() {
        return withScriptSigs(
                inputs.stream().map(input -> input.with(ByteString.EMPTY)).toList());
    }

    Transaction withScriptSigs(List<Input> others) {
        return new Transaction(version, others, outputs, lockTime);
    }

    /// Without witness.
    ByteString serialized() {
        return version.concat(Wire.compactSize(inputs.size()))
                .concat(joined(inputs.stream().map(Input::serialized).toList()))
                .concat(Wire.compactSize(outputs.size()))
                .concat(joined(outputs.stream().map(Output::serialized).toList()))
                .concat(lockTime);
    }

    /// As an outpoint has it.
    ByteString id() {
        return Wire.doubleSha256(serialized());
    }

    /// As people write it: the last byte first.
    String txid() {
        return HexFormat.of().formatHex(reversed(id()));
    }

    static ByteString joined(List<ByteString> parts) {
        return ByteString.copyFrom(parts);
    }

    private static byte[] reversed(ByteString bytes) {
        var reversed = new byte[bytes.size()];
        for (var i = 0; i < reversed.length; i++) {
            reversed[i] = bytes.byteAt(reversed.length - 1 - i);
        }
        return reversed;
    }
}
