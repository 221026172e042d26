package dev.countersign.signer.decode.bitcoin;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2tr;
import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.bitcoin.psbt.Psbt;
import dev.countersign.signer.decode.bitcoin.psbt.PsbtInput;
import dev.countersign.signer.decode.bitcoin.psbt.Spend.Foreign;
import dev.countersign.signer.decode.bitcoin.psbt.Spend.Quorum;
import dev.countersign.signer.decode.bitcoin.psbt.Spend.SingleKey;
import dev.countersign.signer.model.Bytes;

/// The smallest size that a transaction can have once everybody has signed: what its fee rate is counted on, so that
/// the rate is never understated. Of what is not known of others' inputs nothing is counted.
///
/// @param base bytes that the signatures add outside of witnesses
/// @param witness bytes of the input's witness, its count included
record LeastSize(int base, int witness) {

    /// DER and sighash byte. Shorter signatures are made once in some 60,000 times.
    private static final int SIGNATURE = 1 + 70;

    private static final int PUBLIC_KEY = 1 + 33;
    private static final int SCHNORR_SIGNATURE = 1 + 64;
    private static final int COUNT = 1;

    /// Marker and flag (BIP-144).
    private static final int MARKER = 2;

    /// In virtual bytes (BIP-141 §Transaction size calculations).
    static int of(Psbt psbt) {
        var base = psbt.transaction().strippedBytes();
        var witness = 0;
        var segwit = false;
        for (var input : psbt.inputs()) {
            var size = of(input);
            base += size.base();
            witness += size.witness();
            segwit |= size.witness() > COUNT;
        }
        var weight = 4 * base + (segwit ? MARKER + witness : 0);
        return (weight + 3) / 4;
    }

    private static LeastSize of(PsbtInput input) {
        return switch (input.spend()) {
            case SingleKey key ->
                key.witness()
                        ? new LeastSize(pushed(key.redeemScript()), COUNT + SIGNATURE + PUBLIC_KEY)
                        : new LeastSize(SIGNATURE + PUBLIC_KEY, COUNT);
            case Quorum quorum -> {
                var script = quorum.multisig().script();
                var stack = 1 + quorum.multisig().required() * SIGNATURE + lengthPrefixed(script);
                yield quorum.witness()
                        ? new LeastSize(pushed(quorum.redeemScript()), COUNT + stack)
                        : new LeastSize(stack, COUNT);
            }
            case Foreign _ ->
                OutputScript.of(input.spent().script()) instanceof P2tr
                        ? new LeastSize(0, COUNT + SCHNORR_SIGNATURE)
                        : new LeastSize(0, COUNT);
        };
    }

    private static int pushed(Bytes redeemScript) {
        return redeemScript.size() == 0 ? 0 : 1 + redeemScript.size();
    }

    private static int lengthPrefixed(Bytes script) {
        return ByteWriter.compactSizeBytes(script.size()) + script.size();
    }
}
