package dev.countersign.signer.decode.bitcoin;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2tr;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2wpkh;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2wsh;
import dev.countersign.signer.decode.Signable;
import dev.countersign.signer.decode.SignedPayload;
import dev.countersign.signer.decode.bitcoin.psbt.Psbt;
import dev.countersign.signer.decode.bitcoin.psbt.PsbtInput;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The digests of a PSBT's inputs that are the key's, and the PSBT with their signatures.
///
/// @param own indexes of the inputs, ascending
/// @param finalizing whether the network's transaction takes the place of the PSBT, if every input is final
record BitcoinSignable(Psbt psbt, List<Integer> own, Bytes publicKey, boolean finalizing, List<Digest32> digests)
        implements Signable {

    private static final int SIGNATURE_BYTES = 65;
    private static final int PARITY_AT = 64;

    BitcoinSignable {
        own = List.copyOf(own);
        digests = List.copyOf(digests);
    }

    BitcoinSignable(Psbt psbt, List<Integer> own, Bytes publicKey, boolean finalizing) {
        this(psbt, own, publicKey, finalizing, psbt.digests(own));
    }

    @Override
    public Bytes canonical() {
        return psbt.encoded();
    }

    /// The parity is not part of a Bitcoin signature.
    ///
    /// @throws IllegalArgumentException if there is not one signature of the form for each digest
    @Override
    public SignedPayload assemble(List<Bytes> signatures) {
        if (signatures.size() != own.size()) {
            throw new IllegalArgumentException(
                    "%d signatures are due, not %d".formatted(own.size(), signatures.size()));
        }
        var signed = psbt.signed(publicKey, byInput(signatures));
        var network = finalizing ? extracted(signed.finalized()) : Optional.<BitcoinTransaction>empty();
        return network.map(transaction -> new SignedPayload(
                        transaction.encoded(), transaction.txid().hex()))
                .orElseGet(() -> new SignedPayload(signed.encoded(), knownTxid()));
    }

    private Map<Integer, Bytes> byInput(List<Bytes> signatures) {
        var byInput = new HashMap<Integer, Bytes>();
        for (var i = 0; i < signatures.size(); i++) {
            if (signatures.get(i).size() != SIGNATURE_BYTES) {
                throw new IllegalArgumentException("a signature is r (32) || s (32) || y parity (1)");
            }
            byInput.put(own.get(i), signatures.get(i).slice(0, PARITY_AT));
        }
        return byInput;
    }

    /// The txid, where no signature can change it any more: every input is unlocked by its witness alone
    /// (BIP-141 §Transaction ID).
    private String knownTxid() {
        return psbt.inputs().stream().allMatch(BitcoinSignable::hasEmptyScriptSig)
                ? psbt.transaction().txid().hex()
                : "";
    }

    private static boolean hasEmptyScriptSig(PsbtInput input) {
        return switch (OutputScript.of(input.spent().script())) {
            case P2wpkh _, P2wsh _, P2tr _ -> true;
            default -> false;
        };
    }

    private static Optional<BitcoinTransaction> extracted(Psbt psbt) {
        try {
            return psbt.extracted();
        } catch (Refused refused) {
            throw new IllegalStateException("final fields that were read can be read again", refused);
        }
    }
}
