package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.address.bitcoin.script.Multisig;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.address.bitcoin.script.OutputScript.BareMultisig;
import dev.countersign.signer.address.bitcoin.script.OutputScript.OpReturn;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2pk;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2pkh;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2sh;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2tr;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2wpkh;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2wsh;
import dev.countersign.signer.address.bitcoin.script.OutputScript.Unknown;
import dev.countersign.signer.decode.Undecodable;
import dev.countersign.signer.decode.bitcoin.psbt.Spend.Foreign;
import dev.countersign.signer.decode.bitcoin.psbt.Spend.Quorum;
import dev.countersign.signer.decode.bitcoin.psbt.Spend.SingleKey;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.Optional;

/// Finds how an output is spent, and holds the scripts that a PSBT gives for it against their hashes
/// (BIP-174 §Data Signers Check For).
final class SpendReader {

    /// A redeemScript is pushed as one item, and consensus takes none that is longer (BIP-16).
    private static final int MAX_REDEEM_SCRIPT_BYTES = 520;

    private final String name;
    private final Optional<Bytes> redeemScript;
    private final Optional<Bytes> witnessScript;

    private SpendReader(String name, Optional<Bytes> redeemScript, Optional<Bytes> witnessScript) {
        this.name = name;
        this.redeemScript = redeemScript;
        this.witnessScript = witnessScript;
    }

    /// How the output of an input or an output's own script is spent.
    ///
    /// @param name the map's
    /// @throws Refused if the map has a script that is not the one asked for
    static Spend read(String name, Bytes script, Optional<Bytes> redeemScript, Optional<Bytes> witnessScript)
            throws Refused {
        return new SpendReader(name, redeemScript, witnessScript).spend(OutputScript.of(script));
    }

    private Spend spend(OutputScript script) throws Refused {
        if (script instanceof P2sh(var hash)) {
            return withinP2sh(hash);
        }
        requireAbsent(redeemScript, "redeemScript", "its output is not P2SH");
        if (script instanceof P2wsh(var hash)) {
            return withinP2wsh(hash, Spend.NOTHING);
        }
        requireAbsent(witnessScript, "witnessScript", "its output is not P2WSH");
        return switch (script) {
            case P2pkh(var hash) -> new SingleKey(hash, false, Spend.NOTHING);
            case P2wpkh(var hash) -> new SingleKey(hash, true, Spend.NOTHING);
            case P2tr _ ->
                new Foreign("spends a taproot output, for which an HSM has no signature: PKCS#11 has no BIP-340");
            case P2pk _, BareMultisig _, OpReturn _, Unknown _, P2sh _, P2wsh _ ->
                new Foreign("spends an output whose form is not signed here");
        };
    }

    private Spend withinP2sh(Bytes hash) throws Refused {
        if (redeemScript.isEmpty()) {
            requireAbsent(witnessScript, "witnessScript", "it has no redeemScript that would ask for it");
            return new Foreign("spends a P2SH output, and has no redeemScript");
        }
        var redeem = redeemScript.get();
        if (redeem.size() > MAX_REDEEM_SCRIPT_BYTES) {
            throw fault("has a redeemScript of %d bytes; BIP-16 allows %d"
                    .formatted(redeem.size(), MAX_REDEEM_SCRIPT_BYTES));
        }
        if (!OutputScript.p2sh(redeem).equals(new P2sh(hash))) {
            throw fault("has a redeemScript that does not hash to its output's script (BIP-174)");
        }
        var inner = OutputScript.of(redeem);
        if (inner instanceof P2wsh(var scriptHash)) {
            return withinP2wsh(scriptHash, redeem);
        }
        requireAbsent(witnessScript, "witnessScript", "its redeemScript is not P2WSH");
        return inner instanceof P2wpkh(var keyHash)
                ? new SingleKey(keyHash, true, redeem)
                : quorum(redeem, false, redeem, "redeemScript");
    }

    private Spend withinP2wsh(Bytes hash, Bytes redeem) throws Refused {
        if (witnessScript.isEmpty()) {
            return new Foreign("spends a P2WSH output, and has no witnessScript");
        }
        var witness = witnessScript.get();
        if (!OutputScript.p2wsh(witness).equals(new P2wsh(hash))) {
            throw fault("has a witnessScript that does not hash to what asks for it (BIP-174)");
        }
        return quorum(witness, true, redeem, "witnessScript");
    }

    private static Spend quorum(Bytes script, boolean witness, Bytes redeem, String what) {
        return Multisig.find(script)
                .<Spend>map(multisig -> new Quorum(multisig, witness, redeem))
                .orElseGet(() -> new Foreign("has a " + what + " that is not multisig of compressed keys"));
    }

    private void requireAbsent(Optional<Bytes> script, String what, String why) throws Refused {
        if (script.isPresent()) {
            throw fault("has a %s, and %s (BIP-174)".formatted(what, why));
        }
    }

    private Refused fault(String words) {
        return Undecodable.because(name + " " + words);
    }
}
