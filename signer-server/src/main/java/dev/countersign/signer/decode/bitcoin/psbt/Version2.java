package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.decode.bitcoin.transaction.Outpoint;
import dev.countersign.signer.decode.bitcoin.transaction.TxInput;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The unsigned transaction of a PSBT version 2, which has it in pieces (BIP-370).
final class Version2 {

    /// From here on a lock time is a time, below a height (BIP-65).
    private static final long LOCK_TIME_THRESHOLD = 500_000_000L;

    private static final long FINAL_SEQUENCE = 0xffff_ffffL;

    private Version2() {}

    /// @param inputs maps that have every field that version 2 requires; the outputs' likewise
    static BitcoinTransaction transaction(PsbtMap global, List<PsbtMap> inputs, List<PsbtMap> outputs) throws Refused {
        var txInputs = new ArrayList<TxInput>(inputs.size());
        for (var map : inputs) {
            var outpoint = Outpoint.of(
                    map.value(Field.PSBT_IN_PREVIOUS_TXID).orElseThrow(),
                    map.uint32(Field.PSBT_IN_OUTPUT_INDEX).orElseThrow());
            txInputs.add(TxInput.unsigned(
                    outpoint, map.uint32(Field.PSBT_IN_SEQUENCE).orElse(FINAL_SEQUENCE)));
        }
        var txOutputs = new ArrayList<TxOutput>(outputs.size());
        for (var map : outputs) {
            var amount = map.value(Field.PSBT_OUT_AMOUNT).orElseThrow();
            txOutputs.add(new TxOutput(
                    ByteReader.of(amount, "").int64("value"),
                    map.value(Field.PSBT_OUT_SCRIPT).orElseThrow()));
        }
        var version = (int) global.uint32(Field.PSBT_GLOBAL_TX_VERSION).orElseThrow();
        var transaction = new BitcoinTransaction(version, txInputs, txOutputs, lockTime(global, inputs));
        transaction.requireValid();
        return transaction;
    }

    /// BIP-370 §Determining Lock Time: of the kind that every input with a requirement can have, heights
    /// before times, the greatest that one requires.
    private static long lockTime(PsbtMap global, List<PsbtMap> inputs) throws Refused {
        var heights = new ArrayList<Long>();
        var times = new ArrayList<Long>();
        var requiring = 0;
        for (var i = 0; i < inputs.size(); i++) {
            var height = required(inputs.get(i), i, Field.PSBT_IN_REQUIRED_HEIGHT_LOCKTIME);
            var time = required(inputs.get(i), i, Field.PSBT_IN_REQUIRED_TIME_LOCKTIME);
            height.ifPresent(heights::add);
            time.ifPresent(times::add);
            requiring += height.isPresent() || time.isPresent() ? 1 : 0;
        }
        if (requiring == 0) {
            return global.uint32(Field.PSBT_GLOBAL_FALLBACK_LOCKTIME).orElse(0);
        }
        if (heights.size() < requiring && times.size() < requiring) {
            throw DecodingRule.ONE_LOCK_TIME.broken(
                    "of the inputs that require a lock time some require a height and some a time; no transaction can keep both (BIP-370)");
        }
        var chosen = heights.size() == requiring ? heights : times;
        return chosen.stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    private static OptionalLong required(PsbtMap map, int index, Field field) throws Refused {
        var lockTime = map.uint32(field);
        if (lockTime.isEmpty()) {
            return lockTime;
        }
        var value = lockTime.getAsLong();
        var isTime = value >= LOCK_TIME_THRESHOLD;
        if (value == 0 || isTime != (field == Field.PSBT_IN_REQUIRED_TIME_LOCKTIME)) {
            throw DecodingRule.ONE_LOCK_TIME.broken(
                    "inputs[%d].%s".formatted(index, field),
                    "is %d; a height is 1 to 499,999,999 and a time from there on (BIP-370)".formatted(value));
        }
        return lockTime;
    }
}
