package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.address.bitcoin.script.Multisig;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.decode.bitcoin.psbt.Payment.Coin;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.decode.bitcoin.transaction.Outpoint;
import dev.countersign.signer.decode.bitcoin.transaction.TxInput;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A PSBT that spends coins of [#COIN_SAT] each, for tests of other rooms. Each call adds to it.
public final class SpendingPsbt {

    public static final long COIN_SAT = Payment.COIN_SAT;

    private static final Bytes NOTHING = Payment.NOTHING;

    private final List<Coin> coins = new ArrayList<>();
    private final List<BitcoinTransaction> previous = new ArrayList<>();
    private final List<TxInput> inputs = new ArrayList<>();
    private final List<TxOutput> outputs = new ArrayList<>();
    private final List<Consumer<PsbtBuilder>> changes = new ArrayList<>();
    private long lockTime;
    private int besides;
    private long sequence = 0xffff_fffdL;

    /// The compressed public key of a test's private key.
    public static Bytes publicKey(int key) {
        return Payment.publicKey(key);
    }

    /// `r || s || parity` of a test's private key; the parity is not the true one.
    public static Bytes sign(int key, Digest32 digest) {
        var signature = new byte[65];
        Payment.sign(key, digest).copyTo(signature, 0);
        return Bytes.of(signature);
    }

    /// Spends one more coin.
    ///
    /// @param salt tells coins of the same form apart, so for each that follows
    public SpendingPsbt p2wpkh(Bytes publicKey, int salt) {
        return spend(new Coin(OutputScript.p2wpkh(publicKey), NOTHING, NOTHING, List.of()), salt);
    }

    public SpendingPsbt p2pkh(Bytes publicKey, int salt) {
        return spend(new Coin(OutputScript.p2pkh(publicKey), NOTHING, NOTHING, List.of()), salt);
    }

    public SpendingPsbt p2shP2wpkh(Bytes publicKey, int salt) {
        var redeem = OutputScript.p2wpkh(publicKey).script();
        return spend(new Coin(OutputScript.p2sh(redeem), redeem, NOTHING, List.of()), salt);
    }

    public SpendingPsbt p2wsh(Multisig multisig, int salt) {
        return spend(new Coin(OutputScript.p2wsh(multisig.script()), NOTHING, multisig.script(), List.of()), salt);
    }

    public SpendingPsbt p2sh(Multisig multisig, int salt) {
        return spend(new Coin(OutputScript.p2sh(multisig.script()), multisig.script(), NOTHING, List.of()), salt);
    }

    /// A coin whose script hides nothing.
    public SpendingPsbt plain(OutputScript script, int salt) {
        return spend(new Coin(script, NOTHING, NOTHING, List.of()), salt);
    }

    public SpendingPsbt pay(OutputScript script, long sat) {
        outputs.add(new TxOutput(sat, script.script()));
        return this;
    }

    public SpendingPsbt lockedUntil(long height) {
        lockTime = height;
        return this;
    }

    /// The coins that follow are outputs of transactions with so many outputs more, of 10 bytes each.
    public SpendingPsbt besides(int outputsMore) {
        besides = outputsMore;
        return this;
    }

    /// The sequence of the coins that follow.
    public SpendingPsbt withSequence(long value) {
        sequence = value;
        return this;
    }

    /// One more field of an input's map.
    public SpendingPsbt inputField(int index, int type, Bytes keyData, Bytes value) {
        changes.add(psbt -> psbt.inputs.get(index).add(type, keyData, value));
        return this;
    }

    /// One more field of an output's map.
    public SpendingPsbt outputField(int index, int type, Bytes keyData, Bytes value) {
        changes.add(psbt -> psbt.outputs.get(index).add(type, keyData, value));
        return this;
    }

    /// An input whose map has not this field.
    public SpendingPsbt withoutInputField(int index, int type) {
        changes.add(psbt -> psbt.inputs.get(index).remove(type));
        return this;
    }

    public BitcoinTransaction transaction() {
        return new BitcoinTransaction(2, inputs, outputs, lockTime);
    }

    /// Version 0.
    public Bytes bytes() {
        return changed(payment().version0());
    }

    public Bytes version2() {
        return changed(payment().version2());
    }

    /// Lets bitcoinj check that a network transaction spends the coins.
    public void requireSpentBy(Bytes network) throws Exception {
        BitcoinjOracle.requireSpends(BitcoinTransaction.decode(network), payment());
    }

    private Bytes changed(PsbtBuilder psbt) {
        changes.forEach(change -> change.accept(psbt));
        return psbt.bytes();
    }

    private Payment payment() {
        return new Payment(transaction(), previous, coins);
    }

    private SpendingPsbt spend(Coin coin, int salt) {
        var made = Payment.previous(coin.output(), salt, besides);
        coins.add(coin);
        previous.add(made);
        inputs.add(TxInput.unsigned(new Outpoint(made.txid(), 1), sequence));
        return this;
    }
}
