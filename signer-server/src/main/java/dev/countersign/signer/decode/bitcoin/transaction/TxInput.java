package dev.countersign.signer.decode.bitcoin.transaction;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.List;

/// An input: what it spends and, once it is signed, what unlocks it.
///
/// @param sequence below 2^32
/// @param witness the stack, bottom first; empty where the input has none
public record TxInput(Outpoint outpoint, Bytes scriptSig, long sequence, List<Bytes> witness) {

    /// Outpoint, empty scriptSig, sequence.
    static final int LEAST_BYTES = 41;

    private static final Bytes EMPTY = Bytes.of(new byte[0]);

    public TxInput {
        witness = List.copyOf(witness);
    }

    public static TxInput unsigned(Outpoint outpoint, long sequence) {
        return new TxInput(outpoint, EMPTY, sequence, List.of());
    }

    public boolean isUnsigned() {
        return scriptSig.size() == 0 && witness.isEmpty();
    }

    public TxInput unlockedWith(Bytes signature, List<Bytes> stack) {
        return new TxInput(outpoint, signature, sequence, stack);
    }

    static TxInput read(ByteReader reader) throws Refused {
        return new TxInput(
                Outpoint.read(reader), reader.lengthPrefixed("script_sig"), reader.uint32("sequence"), List.of());
    }

    void write(ByteWriter writer) {
        outpoint.write(writer);
        writer.lengthPrefixed(scriptSig).int32(sequence);
    }

    /// A witness stack: how many items, and each after its length (BIP-144 §Serialization).
    public static List<Bytes> readWitness(ByteReader reader) throws Refused {
        var items = reader.count("witness", 1);
        var stack = new ArrayList<Bytes>(items);
        for (var i = 0; i < items; i++) {
            stack.add(reader.lengthPrefixed("witness[" + i + "]"));
        }
        return stack;
    }

    public static void writeWitness(ByteWriter writer, List<Bytes> stack) {
        writer.compactSize(stack.size());
        stack.forEach(writer::lengthPrefixed);
    }
}
