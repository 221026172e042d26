package dev.countersign.signer.decode.bitcoin.psbt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.address.bitcoin.script.Multisig;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2wpkh;
import dev.countersign.signer.decode.bitcoin.psbt.Payment.Coin;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.model.Bytes;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.Transaction.SigHash;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.TransactionSignature;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.Script.VerifyFlag;
import org.bitcoinj.script.ScriptBuilder;

/// What bitcoinj says of a transaction that we put together.
final class BitcoinjOracle {

    private BitcoinjOracle() {}

    /// Runs bitcoinj's interpreter where it has one; it knows no P2WSH, so there its digest is checked with
    /// the signatures in the witness.
    static void requireSpends(BitcoinTransaction network, Payment payment) throws Exception {
        var transaction = Transaction.read(ByteBuffer.wrap(network.encoded().toByteArray()));
        assertThat(transaction.getTxId()).hasToString(network.txid().hex());
        assertThat(transaction.getWTxId()).hasToString(network.wtxid().hex());
        assertThat(transaction.getWeight()).isEqualTo(network.weight());
        assertThat(transaction.getVsize()).isEqualTo(network.virtualBytes());
        for (var i = 0; i < payment.coins().size(); i++) {
            var coin = payment.coins().get(i);
            if (coin.witnessScript().size() > 0) {
                requireQuorum(transaction, i, coin);
            } else {
                interpret(transaction, i, coin);
            }
        }
    }

    private static void interpret(Transaction transaction, int index, Coin coin) throws Exception {
        var input = transaction.getInput(index);
        var nested = coin.redeemScript().size() > 0 && OutputScript.of(coin.redeemScript()) instanceof P2wpkh;
        if (nested) { // bitcoinj interprets witnesses of P2WPKH alone: of the inner script, then
            assertThat(input.getScriptBytes()).isEqualTo(pushed(coin.redeemScript()));
        }
        var scriptSig = nested ? ScriptBuilder.createEmpty() : input.getScriptSig();
        var script = nested ? coin.redeemScript() : coin.output().script();
        scriptSig.correctlySpends(
                transaction,
                index,
                input.getWitness(),
                org.bitcoinj.base.Coin.valueOf(Payment.COIN_SAT),
                Script.parse(script.toByteArray()),
                EnumSet.allOf(VerifyFlag.class));
    }

    private static void requireQuorum(Transaction transaction, int index, Coin coin) throws Exception {
        var input = transaction.getInput(index);
        var multisig = Multisig.find(coin.witnessScript()).orElseThrow();
        var stack = input.getWitness();
        assertThat(input.getScriptBytes())
                .isEqualTo(coin.redeemScript().size() > 0 ? pushed(coin.redeemScript()) : new byte[0]);
        assertThat(stack.getPushCount()).isEqualTo(multisig.required() + 2);
        assertThat(stack.getPush(0)).isEmpty();
        assertThat(stack.getPush(multisig.required() + 1))
                .isEqualTo(coin.witnessScript().toByteArray());
        var digest = transaction.hashForWitnessSignature(
                index,
                coin.witnessScript().toByteArray(),
                org.bitcoinj.base.Coin.valueOf(Payment.COIN_SAT),
                SigHash.ALL,
                false);
        var keys = List.copyOf(multisig.publicKeys()).iterator();
        for (var i = 1; i <= multisig.required(); i++) {
            var signature = TransactionSignature.decodeFromBitcoin(stack.getPush(i), true, true);
            var verified = false;
            while (!verified) { // in the keys' order, as OP_CHECKMULTISIG does
                assertThat(keys.hasNext()).as("a key for signature %d", i).isTrue();
                verified = ECKey.fromPublicOnly(keys.next().toByteArray()).verify(digest, signature);
            }
        }
    }

    private static byte[] pushed(Bytes script) {
        var push = new byte[script.size() + 1];
        push[0] = (byte) script.size();
        script.copyTo(push, 1);
        return push;
    }
}
