package dev.countersign.signer.fuzz;

import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.exceptions.AddressFormatException;
import org.bitcoinj.core.ProtocolException;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.script.ScriptException;

/// Transactions of the network: refused, or written as the same bytes. What bitcoinj reads, too, has the same ids, and
/// the same outputs to the same addresses.
public final class BitcoinTransactionFuzz {

    private BitcoinTransactionFuzz() {}

    /// Has all libraries loaded before the first input.
    public static void fuzzerInitialize() throws Throwable {
        EveryFuzz.warmUp(BitcoinTransactionFuzz.class);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        BitcoinTransaction ours;
        try {
            ours = BitcoinTransaction.decode(Bytes.of(input));
        } catch (Refused refused) {
            return; // what hostile bytes deserve
        }
        require(ours.encoded().equals(Bytes.of(input)), "it is written as other bytes");
        for (var output : ours.outputs()) {
            script(output.script());
        }
        Transaction theirs;
        try {
            theirs = Transaction.read(ByteBuffer.wrap(input));
        } catch (BufferUnderflowException | ProtocolException notTheirs) {
            return; // what only one of us reads has one meaning
        }
        require(theirs.getTxId().toString().equals(ours.txid().hex()), "bitcoinj has another txid");
        require(theirs.getWTxId().toString().equals(ours.wtxid().hex()), "bitcoinj has another wtxid");
        require(theirs.getOutputs().size() == ours.outputs().size(), "bitcoinj has other outputs");
        for (var i = 0; i < ours.outputs().size(); i++) {
            output(ours.outputs().get(i), theirs.getOutput(i));
        }
    }

    private static void script(Bytes bytes) {
        var script = OutputScript.of(bytes);
        require(script.script().equals(bytes), "a script is written as other bytes");
        Address.encode(Network.MAINNET, script)
                .ifPresent(address -> require(
                        Address.decode(Network.MAINNET, address).equals(script), address + " is of another script"));
    }

    private static void output(TxOutput ours, TransactionOutput theirs) {
        require(theirs.getValue().value == ours.valueSat(), "bitcoinj has another amount");
        require(Bytes.of(theirs.getScriptBytes()).equals(ours.script()), "bitcoinj has another script");
        switch (OutputScript.of(ours.script())) {
            case OutputScript.P2pkh _,
                    OutputScript.P2sh _,
                    OutputScript.P2wpkh _,
                    OutputScript.P2wsh _,
                    OutputScript.P2tr _ -> {
                var address = Address.encode(Network.MAINNET, OutputScript.of(ours.script()))
                        .orElseThrow();
                require(address.equals(address(theirs)), "bitcoinj has another address than " + address);
            }
            default -> {
                // bitcoinj also makes addresses of bare keys, which have none
            }
        }
    }

    private static String address(TransactionOutput output) {
        try {
            return output.getScriptPubKey().getToAddress(BitcoinNetwork.MAINNET).toString();
        } catch (ScriptException | AddressFormatException none) {
            return "none";
        }
    }

    private static void require(boolean holds, String words) {
        if (!holds) {
            throw new AssertionError(words);
        }
    }
}
