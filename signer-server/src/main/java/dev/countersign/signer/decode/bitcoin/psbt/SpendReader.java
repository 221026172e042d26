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
import dev.countersign.signer.address.bitcoin.script.Pushes;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.bitcoin.psbt.Spend.Foreign;
import dev.countersign.signer.decode.bitcoin.psbt.Spend.Quorum;
import dev.countersign.signer.decode.bitcoin.psbt.Spend.SingleKey;
import dev.countersign.signer.decode.bitcoin.transaction.TxInput;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.Optional;

/// Finds how an output is spent, and holds the scripts that a PSBT gives for it against their hashes
/// (BIP-174 §Data Signers Check For).
final class SpendReader {

    /// A redeemScript is pushed as one item, and consensus takes none that is longer (BIP-16).
    private static final int MAX_REDEEM_SCRIPT_BYTES = 520;

    private final String name;
    private final boolean isInput;
    private final Optional<Bytes> redeemScript;
    private final Optional<Bytes> witnessScript;
    private final Optional<Bytes> finalScriptSig;
    private final Optional<Bytes> finalWitness;

    private SpendReader(String name, boolean isInput, PsbtMap map, Field redeemScript, Field witnessScript) {
        this.name = name;
        this.isInput = isInput;
        this.redeemScript = map.value(redeemScript);
        this.witnessScript = map.value(witnessScript);
        this.finalScriptSig = isInput ? map.value(Field.PSBT_IN_FINAL_SCRIPTSIG) : Optional.empty();
        this.finalWitness = isInput ? map.value(Field.PSBT_IN_FINAL_SCRIPTWITNESS) : Optional.empty();
    }

    /// How an input is unlocked.
    ///
    /// A script that only its hash names must be there, of others' inputs, too, and of final ones within
    /// what unlocks them: an input that is ours must not look like somebody's because the PSBT keeps its
    /// script quiet.
    ///
    /// @param name the map's
    /// @param script of the output that is spent
    /// @throws Refused if the map lacks a script, or has one that is not the one asked for
    static Spend ofInput(String name, PsbtMap map, Bytes script) throws Refused {
        return new SpendReader(name, true, map, Field.PSBT_IN_REDEEM_SCRIPT, Field.PSBT_IN_WITNESS_SCRIPT)
                .spend(OutputScript.of(script));
    }

    /// Holds an output's scripts, which it need not have, against its own script.
    static void checkOutput(String name, PsbtMap map, Bytes script) throws Refused {
        new SpendReader(name, false, map, Field.PSBT_OUT_REDEEM_SCRIPT, Field.PSBT_OUT_WITNESS_SCRIPT)
                .spend(OutputScript.of(script));
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
        var found = redeemScript.or(() -> finalScriptSig.flatMap(Pushes::last));
        if (found.isEmpty()) {
            requireAbsent(witnessScript, "witnessScript", "it has no redeemScript that would ask for it");
            return absent("redeemScript", "P2SH");
        }
        var redeem = found.get();
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
        var found = witnessScript.isPresent() ? witnessScript : lastOfWitness();
        if (found.isEmpty()) {
            return absent("witnessScript", "P2WSH");
        }
        if (!OutputScript.p2wsh(found.get()).equals(new P2wsh(hash))) {
            throw fault("has a witnessScript that does not hash to what asks for it (BIP-174)");
        }
        return quorum(found.get(), true, redeem, "witnessScript");
    }

    /// The witnessScript is the last item of the stack (BIP-141 §P2WSH).
    private Optional<Bytes> lastOfWitness() throws Refused {
        if (finalWitness.isEmpty()) {
            return Optional.empty();
        }
        var stack = TxInput.readWitness(ByteReader.of(finalWitness.get(), name + ".PSBT_IN_FINAL_SCRIPTWITNESS"));
        return stack.isEmpty() ? Optional.empty() : Optional.of(stack.getLast());
    }

    private Spend absent(String script, String form) throws Refused {
        if (isInput) {
            throw fault("spends a %s output, and its %s is missing; add it: without it nobody can tell whose it is"
                    .formatted(form, script));
        }
        return new Foreign("pays to a script that it does not tell");
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
        return DecodingRule.SCRIPT_HASH_MATCHES.broken(name, words);
    }
}
