package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.model.Refused;
import java.util.List;

/// Writes a PSBT of version 0 that nobody has signed (BIP-174 §Creator and §Updater).
final class Creator {

    private static final int P2WPKH_OUTPUT_BYTES = 31;

    private Creator() {}

    /// Reads what it wrote: what is wrong with the transactions is told as it would be to any sender.
    ///
    /// @param spent the transactions that the inputs spend, in the inputs' order
    static Psbt create(BitcoinTransaction transaction, List<BitcoinTransaction> spent) throws Refused {
        var psbt = new ByteWriter(1024).bytes(PsbtReader.MAGIC);
        PsbtMap.EMPTY
                .with(Field.PSBT_GLOBAL_UNSIGNED_TX, Spend.NOTHING, transaction.stripped())
                .write(psbt);
        for (var i = 0; i < spent.size(); i++) {
            var index = transaction.inputs().get(i).outpoint().index();
            input(spent.get(i), spent.get(i).outputs().get((int) index)).write(psbt);
        }
        transaction.outputs().forEach(_ -> PsbtMap.EMPTY.write(psbt));
        return PsbtReader.read(psbt.written());
    }

    /// The output stands beside the transaction that proves it, as wallets give both.
    private static PsbtMap input(BitcoinTransaction spent, TxOutput output) {
        var utxo = new ByteWriter(P2WPKH_OUTPUT_BYTES);
        output.write(utxo);
        return PsbtMap.EMPTY
                .with(Field.PSBT_IN_NON_WITNESS_UTXO, Spend.NOTHING, spent.encoded())
                .with(Field.PSBT_IN_WITNESS_UTXO, Spend.NOTHING, utxo.written());
    }
}
