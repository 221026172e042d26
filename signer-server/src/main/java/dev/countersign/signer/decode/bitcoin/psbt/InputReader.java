package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2tr;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.bitcoin.sighash.EcdsaSignature;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.decode.bitcoin.transaction.Outpoint;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Refused;

/// Reads what an input spends out of the transaction that it spends, and holds the rest of its map against
/// that.
final class InputReader {

    private final ByteReader psbt;
    private final String name;
    private final PsbtMap map;

    InputReader(ByteReader psbt, String name, PsbtMap map) {
        this.psbt = psbt;
        this.name = name;
        this.map = map;
    }

    PsbtInput read(Outpoint outpoint) throws Refused {
        var spent = spent(outpoint);
        var spend = SpendReader.ofInput(name, map, spent.script());
        checkClaimedOutput(spent, spend);
        checkSighashType(spent);
        for (var entry : map.all(Field.PSBT_IN_PARTIAL_SIG)) {
            if (!spend.isUnlockedBy(entry.keyData())) {
                throw DecodingRule.SIGNER_OF_INPUT.broken(
                        name + ".PSBT_IN_PARTIAL_SIG",
                        entry.offset(),
                        "is of a key that does not unlock the input: it is not in its script");
            }
        }
        return new PsbtInput(map, spent, spend);
    }

    /// A digest of BIP-143 commits to the amount of its own input alone, and to no other input's script.
    /// What a PSBT merely claims of another input, amount or owner, could hide that it is ours, too, and
    /// have two requests sign one transaction's halves, each harmless. So every input has to bring the
    /// transaction that it spends, whose id is signed.
    private TxOutput spent(Outpoint outpoint) throws Refused {
        var entry = map.get(Field.PSBT_IN_NON_WITNESS_UTXO)
                .orElseThrow(
                        () -> DecodingRule.OUTPOINT_AMOUNT_PROVEN.broken(
                                name + ".PSBT_IN_NON_WITNESS_UTXO",
                                "is missing; add the transaction that the input spends: without it amount and script are only claimed"));
        var previous = BitcoinTransaction.decode(entry.reader(psbt, name + ".PSBT_IN_NON_WITNESS_UTXO"));
        if (!previous.txid().equals(outpoint.txid())) {
            throw fault(
                    DecodingRule.OUTPOINT_AMOUNT_PROVEN,
                    entry,
                    "PSBT_IN_NON_WITNESS_UTXO",
                    "is transaction %s, and the input spends %s (BIP-174)".formatted(previous.txid(), outpoint));
        }
        if (outpoint.index() >= previous.outputs().size()) {
            throw fault(
                    DecodingRule.OUTPOINT_AMOUNT_PROVEN,
                    entry,
                    "PSBT_IN_NON_WITNESS_UTXO",
                    "has %d outputs, and the input spends %s"
                            .formatted(previous.outputs().size(), outpoint));
        }
        return previous.outputs().get((int) outpoint.index());
    }

    private void checkClaimedOutput(TxOutput spent, Spend spend) throws Refused {
        var entry = map.get(Field.PSBT_IN_WITNESS_UTXO);
        if (entry.isEmpty()) {
            return;
        }
        if (!TxOutput.read(entry.get().reader(psbt, name)).equals(spent)) {
            throw fault(
                    DecodingRule.CLAIM_MATCHES_PROOF,
                    entry.get(),
                    "PSBT_IN_WITNESS_UTXO",
                    "differs from the output in PSBT_IN_NON_WITNESS_UTXO");
        }
        if (!spend.witness()) {
            throw fault(
                    DecodingRule.CLAIM_MATCHES_PROOF,
                    entry.get(),
                    "PSBT_IN_WITNESS_UTXO",
                    "is given for an input without witness (BIP-174)");
        }
    }

    private void checkSighashType(TxOutput spent) throws Refused {
        var entry = map.get(Field.PSBT_IN_SIGHASH_TYPE);
        if (entry.isEmpty()) {
            return;
        }
        var type = entry.get().uint32();
        var isDefault = type == 0 && OutputScript.of(spent.script()) instanceof P2tr;
        if (type != EcdsaSignature.SIGHASH_ALL && !isDefault) {
            throw fault(
                    DecodingRule.SIGHASH_ALL_ONLY,
                    entry.get(),
                    "PSBT_IN_SIGHASH_TYPE",
                    "is 0x%02x; only SIGHASH_ALL (1) is signed here".formatted(type));
        }
    }

    private Refused fault(DecodingRule rule, PsbtEntry entry, String field, String words) {
        return rule.broken(name + "." + field, entry.offset(), words);
    }
}
