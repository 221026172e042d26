package dev.countersign.signer.decode.bitcoin.sighash;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refused;

/// The digests of one transaction's inputs. What all inputs with a witness share is hashed once.
public final class Sighashes {

    /// The most that is hashed for all inputs without a witness, which each hash the whole transaction
    /// again: 16 MiB, some 20 ms. A consolidation of 600 such inputs fits.
    static final long MAX_LEGACY_BYTES = 16L * 1024 * 1024;

    private static final int PREIMAGE_BYTES = 156;

    private final BitcoinTransaction transaction;
    private final Bytes hashPrevouts;
    private final Bytes hashSequence;
    private final Bytes hashOutputs;

    public Sighashes(BitcoinTransaction transaction) {
        this.transaction = transaction;
        var prevouts = new ByteWriter(36 * transaction.inputs().size());
        var sequences = new ByteWriter(4 * transaction.inputs().size());
        for (var input : transaction.inputs()) {
            input.outpoint().write(prevouts);
            sequences.int32(input.sequence());
        }
        var outputs = new ByteWriter(43 * transaction.outputs().size());
        transaction.outputs().forEach(output -> output.write(outputs));
        hashPrevouts = prevouts.doubleSha256().bytes();
        hashSequence = sequences.doubleSha256().bytes();
        hashOutputs = outputs.doubleSha256().bytes();
    }

    /// Bounds what signing without a witness costs, before any of it is hashed.
    ///
    /// @param inputs how many are signed without a witness
    /// @throws Refused TRANSACTION_UNDECODABLE if their digests would cost more than the bound
    public static void requireLegacyBounded(BitcoinTransaction transaction, int inputs) throws Refused {
        var bytes = (long) inputs * transaction.strippedBytes();
        if (bytes > MAX_LEGACY_BYTES) {
            throw DecodingRule.LEGACY_HASHING_BOUNDED.broken(
                    "the transaction's %d inputs without witness would have %d bytes hashed; the bound is %d: spend fewer at once"
                            .formatted(inputs, bytes, MAX_LEGACY_BYTES));
        }
    }

    /// The digest of an input with a version 0 witness (BIP-143 §Specification).
    ///
    /// @param scriptCode the script, without its length
    /// @param valueSat what the spent output holds
    public Digest32 witness(int index, Bytes scriptCode, long valueSat) {
        var input = transaction.inputs().get(index);
        var preimage = new ByteWriter(PREIMAGE_BYTES + 3 + scriptCode.size())
                .int32(transaction.version())
                .bytes(hashPrevouts)
                .bytes(hashSequence);
        input.outpoint().write(preimage);
        return preimage.lengthPrefixed(scriptCode)
                .int64(valueSat)
                .int32(input.sequence())
                .bytes(hashOutputs)
                .int32(transaction.lockTime())
                .int32(EcdsaSignature.SIGHASH_ALL)
                .doubleSha256();
    }

    /// The digest of an input without a witness (Bitcoin Core, SignatureHash with SigVersion::BASE).
    ///
    /// @param scriptCode a script without OP_CODESEPARATOR, which this digest would have to leave out
    public Digest32 legacy(int index, Bytes scriptCode) {
        return legacy(index, scriptCode, EcdsaSignature.SIGHASH_ALL);
    }

    /// The same for every type that signs all inputs and all outputs, as SIGHASH_ALL does.
    Digest32 legacy(int index, Bytes scriptCode, int type) {
        var preimage = new ByteWriter(transaction.strippedBytes() + scriptCode.size() + 8).int32(transaction.version());
        preimage.compactSize(transaction.inputs().size());
        for (var i = 0; i < transaction.inputs().size(); i++) {
            var input = transaction.inputs().get(i);
            input.outpoint().write(preimage);
            if (i == index) {
                preimage.lengthPrefixed(scriptCode);
            } else {
                preimage.compactSize(0);
            }
            preimage.int32(input.sequence());
        }
        preimage.compactSize(transaction.outputs().size());
        transaction.outputs().forEach(output -> output.write(preimage));
        return preimage.int32(transaction.lockTime()).int32(type).doubleSha256();
    }
}
