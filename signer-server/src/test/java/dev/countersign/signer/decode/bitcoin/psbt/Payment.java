package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.address.bitcoin.script.Multisig;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.decode.bitcoin.transaction.Outpoint;
import dev.countersign.signer.decode.bitcoin.transaction.TxInput;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import fr.acinq.secp256k1.Secp256k1;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A payment of test keys, its previous transactions known, as a PSBT of either version.
record Payment(BitcoinTransaction transaction, List<BitcoinTransaction> previous, List<Coin> coins) {

    static final long COIN_SAT = 100_000;
    static final long PAID_SAT = 90_000;

    /// An output to spend, and the scripts that unlock it.
    ///
    /// @param redeemScript empty if there is none; the witnessScript likewise
    record Coin(OutputScript output, Bytes redeemScript, Bytes witnessScript, List<Integer> signers) {}

    static final Bytes NOTHING = Bytes.of(new byte[0]);

    static Coin p2pkh(int key) {
        return new Coin(OutputScript.p2pkh(publicKey(key)), NOTHING, NOTHING, List.of(key));
    }

    static Coin p2wpkh(int key) {
        return new Coin(OutputScript.p2wpkh(publicKey(key)), NOTHING, NOTHING, List.of(key));
    }

    static Coin p2shP2wpkh(int key) {
        var redeem = OutputScript.p2wpkh(publicKey(key)).script();
        return new Coin(OutputScript.p2sh(redeem), redeem, NOTHING, List.of(key));
    }

    static Coin p2wsh(Multisig multisig, Integer... signers) {
        return new Coin(OutputScript.p2wsh(multisig.script()), NOTHING, multisig.script(), List.of(signers));
    }

    static Coin p2shP2wsh(Multisig multisig, Integer... signers) {
        var redeem = OutputScript.p2wsh(multisig.script()).script();
        return new Coin(OutputScript.p2sh(redeem), redeem, multisig.script(), List.of(signers));
    }

    static Coin p2sh(Multisig multisig, Integer... signers) {
        return new Coin(OutputScript.p2sh(multisig.script()), multisig.script(), NOTHING, List.of(signers));
    }

    static Coin foreign(OutputScript output) {
        return new Coin(output, NOTHING, NOTHING, List.of());
    }

    /// Spends coins of [#COIN_SAT] each: one output of what [#PAID_SAT] of each makes, and one `OP_RETURN`.
    static Payment of(Coin... coins) {
        var previous = new ArrayList<BitcoinTransaction>();
        var inputs = new ArrayList<TxInput>();
        for (var i = 0; i < coins.length; i++) {
            var transaction = previous(coins[i].output(), i, 0);
            previous.add(transaction);
            inputs.add(TxInput.unsigned(new Outpoint(transaction.txid(), 1), 0xffff_fffdL));
        }
        var outputs = List.of(
                new TxOutput(
                        PAID_SAT * coins.length,
                        OutputScript.p2wpkh(publicKey(99)).script()),
                new TxOutput(0, Bytes.fromHex("6a0401020304")));
        return new Payment(new BitcoinTransaction(2, inputs, outputs, 800_000), previous, List.of(coins));
    }

    PsbtBuilder version0() {
        return filled(PsbtBuilder.version0(transaction));
    }

    PsbtBuilder version2() {
        return filled(PsbtBuilder.version2(transaction));
    }

    static BitcoinTransaction previous(OutputScript output, int salt, int besides) {
        var input = TxInput.unsigned(
                Outpoint.of(
                        Digest32.sha256(PsbtBuilder.int32(salt).toByteArray()).bytes(), 0),
                0);
        var small = new TxOutput(7, Bytes.fromHex("51"));
        var outputs = new ArrayList<>(Collections.nCopies(2 + besides, small));
        outputs.set(1, new TxOutput(COIN_SAT, output.script()));
        return new BitcoinTransaction(1, List.of(input.unlockedWith(Bytes.fromHex("51"), List.of())), outputs, 0);
    }

    static Bytes privateKey(int key) {
        return Digest32.sha256(new byte[] {(byte) key}).bytes();
    }

    static Bytes publicKey(int key) {
        var secp256k1 = Secp256k1.get();
        return Bytes.of(
                secp256k1.pubKeyCompress(secp256k1.pubkeyCreate(privateKey(key).toByteArray())));
    }

    /// `r || s`.
    static Bytes sign(int key, Digest32 digest) {
        return Bytes.of(Secp256k1.get()
                .sign(digest.bytes().toByteArray(), privateKey(key).toByteArray(), null));
    }

    static Multisig multisig(int required, Integer... keys) {
        return new Multisig(
                required, List.of(keys).stream().map(Payment::publicKey).toList());
    }

    static Bytes serialized(TxOutput output) {
        var writer = new ByteWriter(43);
        output.write(writer);
        return writer.written();
    }

    private PsbtBuilder filled(PsbtBuilder builder) {
        for (var i = 0; i < coins.size(); i++) {
            var coin = coins.get(i);
            var map = builder.inputs.get(i).add(0x00, previous.get(i).encoded());
            if (coin.redeemScript().size() > 0) {
                map.add(0x04, coin.redeemScript());
            }
            if (coin.witnessScript().size() > 0) {
                map.add(0x05, coin.witnessScript());
            }
        }
        return builder;
    }
}
