package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.bitcoin.sighash.EcdsaSignature;
import dev.countersign.signer.decode.bitcoin.sighash.Sighashes;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// A partially signed transaction, wholly understood. Immutable.
///
/// @param version of the format: 0 or 2
/// @param transaction without any signature
/// @param inputs one for each of the transaction's, in its order; the outputs likewise
public record Psbt(
        int version, PsbtMap global, BitcoinTransaction transaction, List<PsbtInput> inputs, List<PsbtMap> outputs) {

    public Psbt {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /// The PSBT that `payload` is: the bytes themselves, not base64.
    ///
    /// @throws Refused TRANSACTION_UNDECODABLE
    public static Psbt decode(Bytes payload) throws Refused {
        return PsbtReader.read(payload);
    }

    /// A PSBT of version 0 that nobody has signed, each input with the transaction that it spends (BIP-174 §Creator
    /// and §Updater).
    ///
    /// @param transaction whose inputs all spend P2WPKH outputs
    /// @param spent the transactions that have these outputs, in the inputs' order
    /// @throws Refused TRANSACTION_UNDECODABLE, if it is none that could be signed
    public static Psbt create(BitcoinTransaction transaction, List<BitcoinTransaction> spent) throws Refused {
        return Creator.create(transaction, spent);
    }

    /// Our own encoding: each map in the order of its keys, whatever order it came in.
    public Bytes encoded() {
        var writer = new ByteWriter(4096).bytes(PsbtReader.MAGIC);
        global.write(writer);
        inputs.forEach(input -> input.map().write(writer));
        outputs.forEach(output -> output.write(writer));
        return writer.written();
    }

    /// What the miner gets, satoshis, 0 or more: what all inputs hold, less what all outputs hold. No
    /// claim: each amount is of the transaction that has it.
    public long feeSat() {
        return inputs.stream().mapToLong(input -> input.spent().valueSat()).sum() - transaction.outputSumSat();
    }

    /// The inputs that a key unlocks, alone or with others; whether they are final is not asked. No input
    /// that the key could sign in another PSBT is missing here: every input tells its amount, its owner's
    /// script, and what that hides.
    ///
    /// @param publicKey compressed
    public List<Integer> inputsOf(Bytes publicKey) {
        return IntStream.range(0, inputs.size())
                .filter(index -> inputs.get(index).spend().isUnlockedBy(publicKey))
                .boxed()
                .toList();
    }

    /// What is signed for each of these inputs, by SIGHASH_ALL.
    ///
    /// @param indexes of inputs that some key of ours unlocks
    /// @throws IllegalStateException for an input whose form is not signed here
    public List<Digest32> digests(List<Integer> indexes) {
        var sighashes = new Sighashes(transaction);
        return indexes.stream().map(index -> digest(sighashes, index)).toList();
    }

    private Digest32 digest(Sighashes sighashes, int index) {
        var input = inputs.get(index);
        var scriptCode = input.spend().scriptCode();
        return input.spend().witness()
                ? sighashes.witness(index, scriptCode, input.spent().valueSat())
                : sighashes.legacy(index, scriptCode);
    }

    /// The same PSBT with signatures of one key, in place of those that it may have of it.
    ///
    /// @param signatures by index, each `r (32) || s (32)` over that input's digest, s in the lower half
    /// @throws IllegalArgumentException if the key does not unlock an input, or that is final already
    public Psbt signed(Bytes publicKey, Map<Integer, Bytes> signatures) {
        var signed = new ArrayList<>(inputs);
        signatures.forEach((index, signature) -> {
            var input = inputs.get(index);
            if (input.isFinal() || !input.spend().isUnlockedBy(publicKey)) {
                throw new IllegalArgumentException(
                        "inputs[%d] does not wait for this key's signature".formatted(index));
            }
            var encoded = EcdsaSignature.encode(signature);
            signed.set(index, input.with(input.map().with(Field.PSBT_IN_PARTIAL_SIG, publicKey, encoded)));
        });
        return new Psbt(version, global, transaction, signed, outputs);
    }

    /// The same PSBT with each input final that has all the signatures it needs (BIP-174 §Input Finalizer).
    public Psbt finalized() {
        return new Psbt(
                version,
                global,
                transaction,
                inputs.stream().map(Finalizer::finalized).toList(),
                outputs);
    }

    /// The transaction for the network (BIP-174 §Transaction Extractor); empty unless every input is final.
    /// Others' inputs are taken as they are: the network will refuse it if they are wrong.
    ///
    /// @throws Refused if what others put into their inputs is not canonical
    public Optional<BitcoinTransaction> extracted() throws Refused {
        return inputs.stream().allMatch(PsbtInput::isFinal) ? Optional.of(Finalizer.extract(this)) : Optional.empty();
    }
}
