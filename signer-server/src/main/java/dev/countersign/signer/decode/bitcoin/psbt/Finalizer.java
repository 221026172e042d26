package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.bitcoin.psbt.Spend.Unlocking;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.decode.bitcoin.transaction.TxInput;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Puts signatures into their places (BIP-174 §Input Finalizer and §Transaction Extractor).
final class Finalizer {

    /// What a final input keeps: all else has served its purpose.
    private static final Set<Field> KEPT = EnumSet.of(
            Field.PSBT_IN_NON_WITNESS_UTXO,
            Field.PSBT_IN_WITNESS_UTXO,
            Field.PSBT_IN_PREVIOUS_TXID,
            Field.PSBT_IN_OUTPUT_INDEX,
            Field.PSBT_IN_SEQUENCE,
            Field.PSBT_IN_REQUIRED_TIME_LOCKTIME,
            Field.PSBT_IN_REQUIRED_HEIGHT_LOCKTIME);

    private Finalizer() {}

    /// The input, final if its signatures suffice; as it is if they do not, or it was final before.
    static PsbtInput finalized(PsbtInput input) {
        if (input.isFinal()) {
            return input;
        }
        return input.spend()
                .unlock(input.signatures())
                .map(unlocking -> input.with(finalMap(input.map(), unlocking)))
                .orElse(input);
    }

    private static PsbtMap finalMap(PsbtMap map, Unlocking unlocking) {
        var result = map.only(KEPT);
        if (unlocking.scriptSig().size() > 0) {
            result = result.with(Field.PSBT_IN_FINAL_SCRIPTSIG, Spend.NOTHING, unlocking.scriptSig());
        }
        if (!unlocking.witness().isEmpty()) {
            var witness = new ByteWriter(256);
            TxInput.writeWitness(witness, unlocking.witness());
            result = result.with(Field.PSBT_IN_FINAL_SCRIPTWITNESS, Spend.NOTHING, witness.written());
        }
        return result;
    }

    /// @param psbt whose inputs are all final
    static BitcoinTransaction extract(Psbt psbt) throws Refused {
        var unsigned = psbt.transaction();
        var inputs = new ArrayList<TxInput>(unsigned.inputs().size());
        for (var i = 0; i < unsigned.inputs().size(); i++) {
            var map = psbt.inputs().get(i).map();
            inputs.add(unsigned.inputs()
                    .get(i)
                    .unlockedWith(map.value(Field.PSBT_IN_FINAL_SCRIPTSIG).orElse(Spend.NOTHING), witness(map)));
        }
        return new BitcoinTransaction(unsigned.version(), inputs, unsigned.outputs(), unsigned.lockTime());
    }

    private static List<Bytes> witness(PsbtMap map) throws Refused {
        var value = map.value(Field.PSBT_IN_FINAL_SCRIPTWITNESS);
        return value.isPresent() ? TxInput.readWitness(ByteReader.of(value.get(), "witness")) : List.of();
    }
}
