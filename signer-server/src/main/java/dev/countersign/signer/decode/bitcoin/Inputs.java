package dev.countersign.signer.decode.bitcoin;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2tr;
import dev.countersign.signer.bundle.BitcoinKey;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.bitcoin.psbt.Psbt;
import dev.countersign.signer.decode.bitcoin.psbt.PsbtInput;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.List;

/// Which inputs of a PSBT are the key's own, told by the scripts that they spend. What the PSBT leaves out or claims
/// beside makes an input of the key's nobody else's: else two requests could each hide the other's half.
///
/// @param own the indexes of those that the key signs for, ascending; at least one
/// @param foreign the others, ours with another key among them
/// @param ownSat what the key's inputs hold, satoshis
record Inputs(List<Integer> own, List<Integer> foreign, long ownSat) {

    /// Each is a signature that the HSM makes, one after the other, within the patience of one request.
    private static final int MAX_OWN = 256;

    Inputs {
        own = List.copyOf(own);
        foreign = List.copyOf(foreign);
    }

    /// @param publicKey the key's, compressed
    /// @throws Refused INPUT_REFUSED if the key cannot sign for what is its own, or nothing is
    static Inputs of(Psbt psbt, BitcoinKey key, Bytes publicKey) throws Refused {
        var own = new ArrayList<Integer>();
        var foreign = new ArrayList<Integer>();
        var ownSat = 0L;
        for (var i = 0; i < psbt.inputs().size(); i++) {
            var input = psbt.inputs().get(i);
            if (isOwn(i, input, key, publicKey)) {
                own.add(i);
                ownSat += input.spent().valueSat();
            } else {
                foreign.add(i);
            }
        }
        if (own.isEmpty()) {
            throw refused("none of the %d inputs spends an output of the key; a PSBT names no key and no network: "
                            .formatted(psbt.inputs().size())
                    + "check that it is the key that the coins were sent to");
        }
        if (own.size() > MAX_OWN) {
            throw refused("%d inputs are the key's; at most %d are signed for at once".formatted(own.size(), MAX_OWN));
        }
        return new Inputs(own, foreign, ownSat);
    }

    private static boolean isOwn(int index, PsbtInput input, BitcoinKey key, Bytes publicKey) throws Refused {
        var script = OutputScript.of(input.spent().script());
        if (key.unsignable().contains(script)) {
            throw refused(
                    index,
                    script instanceof P2tr
                            ? "spends a taproot output of the key, for which an HSM makes no signature: PKCS#11 has no BIP-340"
                            : "spends an output of the key whose form (P2PK) is not signed here");
        }
        var unlocks = input.spend().isUnlockedBy(publicKey);
        if (!key.signsFor(script)) {
            if (unlocks) {
                throw refused(
                        index,
                        "spends a multisig of the key that is not registered; officers register it under multisigs, as P2WSH");
            }
            return false;
        }
        if (input.isFinal() || input.isSignedBy(publicKey)) {
            throw refused(index, "has a signature of the key already; send the PSBT as it was before");
        }
        if (!unlocks) {
            throw new IllegalStateException("inputs[" + index + "] does not tell the script that its output asks for");
        }
        return true;
    }

    private static Refused refused(int index, String words) {
        return DecodingRule.OWN_INPUTS.broken("inputs[" + index + "]", words);
    }

    private static Refused refused(String words) {
        return DecodingRule.OWN_INPUTS.broken(words);
    }
}
