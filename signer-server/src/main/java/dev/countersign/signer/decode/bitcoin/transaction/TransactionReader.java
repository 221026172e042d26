package dev.countersign.signer.decode.bitcoin.transaction;

import dev.countersign.signer.decode.Canonical;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.List;

/// Reads a transaction from its bytes. Each count is bounded by the bytes that are left before anything is
/// allocated.
final class TransactionReader {

    private final ByteReader reader;

    private TransactionReader(ByteReader reader) {
        this.reader = reader;
    }

    /// @param mayHaveWitness whether the marker of BIP-144 is a marker; else it is a count of no inputs
    static BitcoinTransaction read(ByteReader reader, boolean mayHaveWitness) throws Refused {
        var start = reader.position();
        var transaction = new TransactionReader(reader).transaction(mayHaveWitness);
        reader.requireEnd("the transaction");
        TransactionRules.check(transaction, reader, start);
        Canonical.require(reader.slice(start, reader.position()), transaction.encoded());
        return transaction;
    }

    private BitcoinTransaction transaction(boolean mayHaveWitness) throws Refused {
        var version = reader.int32("version");
        var marked = reader.peek(0) == BitcoinTransaction.MARKER && reader.peek(1) == BitcoinTransaction.FLAG;
        if (marked && !mayHaveWitness) {
            throw reader.fault(
                    DecodingRule.UNSIGNED_FORM,
                    "",
                    reader.position(),
                    "has the marker of the form with witness (BIP-144); the form" + " without is due");
        }
        if (marked) {
            reader.uint8("marker");
            reader.uint8("flag");
        }
        var inputs = inputs();
        var outputs = outputs();
        if (marked) {
            inputs = witnesses(inputs);
        }
        return new BitcoinTransaction(version, inputs, outputs, reader.uint32("lock_time"));
    }

    private List<TxInput> inputs() throws Refused {
        var count = reader.count("inputs", TxInput.LEAST_BYTES);
        var inputs = new ArrayList<TxInput>(count);
        for (var i = 0; i < count; i++) {
            inputs.add(TxInput.read(reader));
        }
        return inputs;
    }

    private List<TxOutput> outputs() throws Refused {
        var count = reader.count("outputs", TxOutput.LEAST_BYTES);
        var outputs = new ArrayList<TxOutput>(count);
        for (var i = 0; i < count; i++) {
            outputs.add(TxOutput.read(reader));
        }
        return outputs;
    }

    private List<TxInput> witnesses(List<TxInput> inputs) throws Refused {
        var start = reader.position();
        var unlocked = new ArrayList<TxInput>(inputs.size());
        for (var input : inputs) {
            unlocked.add(input.unlockedWith(input.scriptSig(), TxInput.readWitness(reader)));
        }
        if (unlocked.stream().allMatch(input -> input.witness().isEmpty())) {
            throw reader.fault(
                    DecodingRule.CANONICAL_BYTES,
                    "witness",
                    start,
                    "is empty for every input; the form without witness is due (BIP-144)");
        }
        return unlocked;
    }
}
