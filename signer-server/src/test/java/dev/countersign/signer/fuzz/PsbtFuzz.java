package dev.countersign.signer.fuzz;

import dev.countersign.signer.bundle.BitcoinPolicy;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.decode.bitcoin.BitcoinDecoder;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;

/// PSBTs: refused, or read the same again from our own encoding, never charged less than nothing, and assembled
/// without a fault.
public final class PsbtFuzz {

    private static final KeyPolicy KEY = BitcoinPolicy.grant().key();
    private static final BitcoinDecoder DECODER = new BitcoinDecoder();

    private PsbtFuzz() {}

    /// Loads and instruments all that is needed: the first input has no more time than the others.
    public static void fuzzerInitialize() throws Refused {
        fuzzerTestOneInput(new SpendingPsbt()
                .p2wpkh(BitcoinPolicy.KEY, 1)
                .pay(BitcoinPolicy.EXCHANGE, 95_000)
                .bytes()
                .toByteArray());
    }

    public static void fuzzerTestOneInput(byte[] input) throws Refused {
        var payload = Bytes.of(input);
        try {
            DECODER.decode(KEY, payload, true);
        } catch (Refused refused) {
            return; // what hostile bytes deserve
        }
        var decoded = DECODER.decode(KEY, payload, true);
        var again = DECODER.decode(KEY, decoded.signable().canonical(), true);
        if (!again.signable().digests().equals(decoded.signable().digests())
                || !again.effects().equals(decoded.effects())
                || !again.slots().equals(decoded.slots())) {
            throw new AssertionError("our own encoding means something else");
        }
        var charged = decoded.movements().stream()
                .map(movement -> movement.amount().units())
                .reduce(decoded.feeBound().units(), BigInteger::add);
        if (!decoded.movements().isEmpty() && charged.signum() <= 0) {
            throw new AssertionError("a payment that is charged nothing");
        }
        var signatures = decoded.signable().digests().stream()
                .map(digest -> SpendingPsbt.sign(1, digest))
                .toList();
        if (decoded.signable().assemble(signatures).content().size() == 0) {
            throw new AssertionError("nothing was assembled");
        }
    }
}
