package dev.countersign.signer.decode.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.decode.bitcoin.sighash.Sighashes;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.decode.bitcoin.transaction.Outpoint;
import dev.countersign.signer.decode.bitcoin.transaction.TxInput;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.model.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.LegacyAddress;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.Transaction.SigHash;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.script.ScriptBuilder;
import org.junit.jupiter.api.Test;

/// Random transactions, digests and addresses, beside those of bitcoinj.
class BitcoinjModelTest {

    private static final long SEED = 20261124;

    private final Random random = new Random(SEED);

    @Test
    void transactions_have_the_same_ids_and_weights() throws Exception {
        for (var round = 0; round < 500; round++) {
            var ours = transaction(true);

            var theirs = Transaction.read(ByteBuffer.wrap(ours.encoded().toByteArray()));

            assertThat(theirs.getTxId())
                    .as("seed %d, round %d", SEED, round)
                    .hasToString(ours.txid().hex());
            assertThat(theirs.getWTxId()).hasToString(ours.wtxid().hex());
            assertThat(theirs.getWeight()).isEqualTo(ours.weight());
            assertThat(BitcoinTransaction.decode(Bytes.of(theirs.serialize()))).isEqualTo(ours);
        }
    }

    @Test
    void digests_are_the_same() throws Exception {
        for (var round = 0; round < 300; round++) {
            var ours = transaction(false);
            var theirs = Transaction.read(ByteBuffer.wrap(ours.encoded().toByteArray()));
            var sighashes = new Sighashes(ours);
            var index = random.nextInt(ours.inputs().size());
            var script = OutputScript.p2pkh(Bytes.of(new ECKey().getPubKey())).script();
            var value = random.nextLong(1L << 50);

            assertThat(sighashes.witness(index, script, value).bytes().toByteArray())
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(theirs.hashForWitnessSignature(
                                    index, script.toByteArray(), Coin.valueOf(value), SigHash.ALL, false)
                            .getBytes());
            assertThat(sighashes.legacy(index, script).bytes().toByteArray())
                    .isEqualTo(theirs.hashForSignature(index, script.toByteArray(), SigHash.ALL, false)
                            .getBytes());
        }
    }

    @Test
    void addresses_and_scripts_of_keys_are_the_same() {
        var networks = List.of(BitcoinNetwork.MAINNET, BitcoinNetwork.SIGNET, BitcoinNetwork.REGTEST);
        var ours = List.of(Network.MAINNET, Network.SIGNET, Network.REGTEST);
        for (var round = 0; round < 150; round++) {
            var key = new ECKey();
            var publicKey = Bytes.of(key.getPubKey());
            var network = ours.get(round % 3);
            var theirs = networks.get(round % 3);
            var segwit = key.toAddress(ScriptType.P2WPKH, theirs);
            var legacy = key.toAddress(ScriptType.P2PKH, theirs);
            var hash = Bytes.of(key.getPubKeyHash());
            var nested = LegacyAddress.fromScriptHash(theirs, hash.toByteArray());

            assertThat(Address.encode(network, OutputScript.p2wpkh(publicKey))).contains(segwit.toString());
            assertThat(Address.encode(network, OutputScript.p2pkh(publicKey))).contains(legacy.toString());
            assertThat(Address.encode(network, new OutputScript.P2sh(hash))).contains(nested.toString());
            for (var address : List.of(segwit, legacy, nested)) {
                assertThat(Address.decode(network, address.toString()).script().toByteArray())
                        .isEqualTo(ScriptBuilder.createOutputScript(address).program());
            }
            var program = random(2 + random.nextInt(39));
            var version = 2 + random.nextInt(15);
            var future = SegwitAddress.fromProgram(theirs, version, program.toByteArray())
                    .toString();
            assertThat(Address.encode(network, Address.decode(network, future))).contains(future);
        }
    }

    private BitcoinTransaction transaction(boolean signed) {
        var inputs = new ArrayList<TxInput>();
        for (var i = 1 + random.nextInt(4); i > 0; i--) {
            var input = TxInput.unsigned(Outpoint.of(random(32), random.nextInt(4)), random.nextLong(1L << 32));
            inputs.add(
                    signed
                            ? input.unlockedWith(
                                    random(random.nextInt(300)),
                                    random.nextBoolean() ? List.of() : List.of(random(0), random(random.nextInt(300))))
                            : input);
        }
        var outputs = new ArrayList<TxOutput>();
        for (var i = 1 + random.nextInt(4); i > 0; i--) {
            outputs.add(new TxOutput(
                    random.nextLong(1L << 48), OutputScript.p2wsh(random(4)).script()));
        }
        return new BitcoinTransaction(1 + random.nextInt(2), inputs, outputs, random.nextLong(1L << 32));
    }

    private Bytes random(int size) {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }
}
