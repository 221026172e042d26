package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.model.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;

/// One input's map, and what it spends.
///
/// @param spent the output, taken from the transaction that has it
/// @param spend how it is unlocked
public record PsbtInput(PsbtMap map, TxOutput spent, Spend spend) {

    /// True if what unlocks it is already put together, by whomever. That it does unlock it is not checked.
    public boolean isFinal() {
        return map.has(Field.PSBT_IN_FINAL_SCRIPTSIG) || map.has(Field.PSBT_IN_FINAL_SCRIPTWITNESS);
    }

    /// True if it has a signature that claims to be of this key, and is not final.
    ///
    /// @param publicKey compressed
    public boolean isSignedBy(Bytes publicKey) {
        return signatures().containsKey(publicKey);
    }

    /// Signatures with their sighash byte, by public key. Each key is one that unlocks the input; that it
    /// made the signature is not checked.
    Map<Bytes, Bytes> signatures() {
        var signatures = new LinkedHashMap<Bytes, Bytes>();
        map.all(Field.PSBT_IN_PARTIAL_SIG).forEach(entry -> signatures.put(entry.keyData(), entry.value()));
        return signatures;
    }

    PsbtInput with(PsbtMap changed) {
        return new PsbtInput(changed, spent, spend);
    }
}
