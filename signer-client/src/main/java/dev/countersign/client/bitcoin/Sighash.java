package dev.countersign.client.bitcoin;

import com.google.protobuf.ByteString;
import dev.countersign.client.bitcoin.Transaction.Input;
import dev.countersign.client.bitcoin.Transaction.Output;
import java.util.ArrayList;

/// What a signature of an input signs, by SIGHASH_ALL: with witness BIP-143, without it the network's first way.
///
/// That a script is the one that its output asks for is not checked: a signature of another script is worth nothing.
final class Sighash {

    private static final ByteString ALL = Wire.number(1, 4);
    private static final int IN_REDEEM_SCRIPT = 0x04;
    private static final int IN_WITNESS_SCRIPT = 0x05;

    private static final ByteString P2WPKH = ByteString.fromHex("0014");
    private static final int P2WPKH_BYTES = 22;
    private static final ByteString P2WSH = ByteString.fromHex("0020");
    private static final int P2WSH_BYTES = 34;
    private static final ByteString P2SH = ByteString.fromHex("a914");
    private static final int P2SH_BYTES = 23;
    private static final ByteString P2PKH_BEGIN = ByteString.fromHex("76a914");
    private static final ByteString P2PKH_END = ByteString.fromHex("88ac");

    private final Psbt psbt;
    private final Transaction transaction;
    private final int index;

    private Sighash(Psbt psbt, int index) {
        this.psbt = psbt;
        this.transaction = psbt.transaction();
        this.index = index;
    }

    /// 32 bytes.
    ///
    /// @throws IllegalArgumentException if the PSBT lacks what the input spends, or a script
    static ByteString of(Psbt psbt, int index) {
        return new Sighash(psbt, index).digest(psbt.spent(index));
    }

    private ByteString digest(Output spent) {
        var script = spent.script();
        if (script.size() == P2SH_BYTES && script.startsWith(P2SH)) {
            script = Psbt.value(psbt.inputs().get(index), IN_REDEEM_SCRIPT);
        }
        if (script.size() == P2WPKH_BYTES && script.startsWith(P2WPKH)) {
            var keyHash = script.substring(P2WPKH.size());
            return witness(P2PKH_BEGIN.concat(keyHash).concat(P2PKH_END), spent.value());
        }
        if (script.size() == P2WSH_BYTES && script.startsWith(P2WSH)) {
            return witness(Psbt.value(psbt.inputs().get(index), IN_WITNESS_SCRIPT), spent.value());
        }
        return legacy(script);
    }

    private ByteString witness(ByteString scriptCode, ByteString value) {
        var inputs = transaction.inputs();
        var outpoints = Transaction.joined(inputs.stream().map(Input::outpoint).toList());
        var sequences = Transaction.joined(inputs.stream().map(Input::sequence).toList());
        var outputs = Transaction.joined(
                transaction.outputs().stream().map(Output::serialized).toList());
        var own = inputs.get(index);
        return Wire.doubleSha256(transaction
                .version()
                .concat(Wire.doubleSha256(outpoints))
                .concat(Wire.doubleSha256(sequences))
                .concat(own.outpoint())
                .concat(Wire.prefixed(scriptCode))
                .concat(value)
                .concat(own.sequence())
                .concat(Wire.doubleSha256(outputs))
                .concat(transaction.lockTime())
                .concat(ALL));
    }

    private ByteString legacy(ByteString scriptCode) {
        var inputs = new ArrayList<>(transaction.unsigned().inputs());
        inputs.set(index, inputs.get(index).with(scriptCode));
        return Wire.doubleSha256(transaction.withScriptSigs(inputs).serialized().concat(ALL));
    }
}
