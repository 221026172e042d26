package dev.countersign.signer.decode.bitcoin.transaction;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.List;

/// A transaction of the network, signed or not.
///
/// @param version a signed integer of 32 bits
/// @param lockTime below 2^32: a height below 500,000,000, else seconds since 1970
public record BitcoinTransaction(int version, List<TxInput> inputs, List<TxOutput> outputs, long lockTime) {

    static final int MARKER = 0x00;
    static final int FLAG = 0x01;

    public BitcoinTransaction {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /// The transaction that `bytes` is, with or without witness.
    ///
    /// @throws Refused TRANSACTION_UNDECODABLE
    public static BitcoinTransaction decode(Bytes bytes) throws Refused {
        return decode(ByteReader.of(bytes, "transaction"));
    }

    /// The transaction that `reader` has to its end, with or without witness, and that would be written in
    /// the same bytes.
    ///
    /// @throws Refused TRANSACTION_UNDECODABLE
    public static BitcoinTransaction decode(ByteReader reader) throws Refused {
        return TransactionReader.read(reader, true);
    }

    /// The same, in the form without witness alone: no marker is looked for (BIP-174,
    /// PSBT_GLOBAL_UNSIGNED_TX).
    ///
    /// @throws Refused TRANSACTION_UNDECODABLE
    public static BitcoinTransaction decodeWithoutWitness(ByteReader reader) throws Refused {
        return TransactionReader.read(reader, false);
    }

    public boolean hasWitness() {
        return inputs.stream().anyMatch(input -> !input.witness().isEmpty());
    }

    /// As the network carries it: with witness where an input has one (BIP-144).
    public Bytes encoded() {
        return write(hasWitness()).written();
    }

    /// Without witness.
    public Bytes stripped() {
        return write(false).written();
    }

    /// How many bytes [#stripped] has.
    public int strippedBytes() {
        var bytes = 8L + ByteWriter.compactSizeBytes(inputs.size()) + ByteWriter.compactSizeBytes(outputs.size());
        for (var input : inputs) {
            bytes += 40L + lengthPrefixedBytes(input.scriptSig());
        }
        for (var output : outputs) {
            bytes += 8L + lengthPrefixedBytes(output.script());
        }
        return Math.toIntExact(bytes);
    }

    public Txid txid() {
        return new Txid(write(false).doubleSha256());
    }

    public Txid wtxid() {
        return new Txid(write(hasWitness()).doubleSha256());
    }

    /// Three times the bytes without witness, plus all bytes (BIP-141 §Transaction size calculations).
    public int weight() {
        return 3 * strippedBytes() + write(hasWitness()).size();
    }

    /// A quarter of the weight, rounded up.
    public int virtualBytes() {
        return (weight() + 3) / 4;
    }

    /// What all outputs hold. In a transaction that was checked at most 21 million bitcoin.
    public long outputSumSat() {
        return outputs.stream().mapToLong(TxOutput::valueSat).sum();
    }

    /// Checks what a transaction must be before anyone signs it, beyond what holds for every transaction.
    ///
    /// @throws Refused TRANSACTION_UNDECODABLE
    public void requireSignable() throws Refused {
        TransactionRules.checkSignable(this);
    }

    /// Checks what no transaction of the network may break, whoever put its parts together.
    ///
    /// @throws Refused TRANSACTION_UNDECODABLE
    public void requireValid() throws Refused {
        TransactionRules.check(this);
    }

    ByteWriter write(boolean withWitness) {
        var writer = new ByteWriter(strippedBytes() + (withWitness ? 128 * inputs.size() : 0)).int32(version);
        if (withWitness) {
            writer.uint8(MARKER).uint8(FLAG);
        }
        writer.compactSize(inputs.size());
        inputs.forEach(input -> input.write(writer));
        writer.compactSize(outputs.size());
        outputs.forEach(output -> output.write(writer));
        if (withWitness) {
            inputs.forEach(input -> TxInput.writeWitness(writer, input.witness()));
        }
        return writer.int32(lockTime);
    }

    private static int lengthPrefixedBytes(Bytes script) {
        return ByteWriter.compactSizeBytes(script.size()) + script.size();
    }
}
