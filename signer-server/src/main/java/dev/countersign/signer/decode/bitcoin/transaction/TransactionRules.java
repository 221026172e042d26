package dev.countersign.signer.decode.bitcoin.transaction;

import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Refused;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// What the network says about every transaction by itself (Bitcoin Core, consensus/tx_check.cpp), and what
/// nodes ask of those that they relay. One that breaks a rule here could never be mined, or by nobody's
/// usual way.
final class TransactionRules {

    /// 21 million bitcoin (consensus/amount.h).
    static final long MAX_MONEY_SAT = 21_000_000L * 100_000_000L;

    /// What nodes relay at most (policy/policy.h, MAX_STANDARD_TX_WEIGHT). Signing only adds to the weight.
    static final int MAX_WEIGHT = 400_000;

    private static final int LEAST_VERSION = 1;
    private static final int GREATEST_VERSION = 3;

    private TransactionRules() {}

    private record Fault(DecodingRule rule, String words) {}

    static void check(BitcoinTransaction transaction) throws Refused {
        var fault = fault(transaction);
        if (fault.isPresent()) {
            throw fault.get().rule().broken("the transaction " + fault.get().words());
        }
    }

    /// @param reader of whom the fault is told
    static void check(BitcoinTransaction transaction, ByteReader reader, int start) throws Refused {
        var fault = fault(transaction);
        if (fault.isPresent()) {
            throw reader.fault(fault.get().rule(), "", start, fault.get().words());
        }
    }

    static void checkSignable(BitcoinTransaction transaction) throws Refused {
        if (transaction.version() < LEAST_VERSION || transaction.version() > GREATEST_VERSION) {
            throw DecodingRule.STANDARD_TRANSACTION.broken(
                    "the transaction has version %d; nodes relay 1, 2 and 3".formatted(transaction.version()));
        }
        if (transaction.inputs().getFirst().outpoint().isNull()) {
            throw DecodingRule.STANDARD_TRANSACTION.broken("the transaction is a coinbase, which nobody signs");
        }
        var weight = 4L * transaction.strippedBytes();
        if (weight > MAX_WEIGHT) {
            throw DecodingRule.STANDARD_TRANSACTION.broken(
                    "the transaction has a weight of %d before it is signed; nodes relay at most %d"
                            .formatted(weight, MAX_WEIGHT));
        }
    }

    private static Optional<Fault> fault(BitcoinTransaction transaction) {
        if (transaction.inputs().isEmpty()) {
            return fault(DecodingRule.STANDARD_TRANSACTION, "has no inputs");
        }
        if (transaction.outputs().isEmpty()) {
            return fault(DecodingRule.STANDARD_TRANSACTION, "has no outputs");
        }
        return amounts(transaction.outputs()).or(() -> outpoints(transaction.inputs()));
    }

    private static Optional<Fault> fault(DecodingRule rule, String words) {
        return Optional.of(new Fault(rule, words));
    }

    private static Optional<Fault> amounts(List<TxOutput> outputs) {
        var sum = 0L;
        for (var i = 0; i < outputs.size(); i++) {
            var value = outputs.get(i).valueSat();
            if (value < 0 || value > MAX_MONEY_SAT) {
                return fault(
                        DecodingRule.MONEY_RANGE,
                        "has %d satoshis in outputs[%d]; there are 0 to 21 million bitcoin".formatted(value, i));
            }
            sum += value;
            if (sum > MAX_MONEY_SAT) {
                return fault(DecodingRule.MONEY_RANGE, "has outputs of more than 21 million bitcoin together");
            }
        }
        return Optional.empty();
    }

    /// In an order, not in a hash table: whoever chooses the txids could have them all fall together there.
    private static Optional<Fault> outpoints(List<TxInput> inputs) {
        var seen = new TreeSet<Outpoint>();
        for (var i = 0; i < inputs.size(); i++) {
            var outpoint = inputs.get(i).outpoint();
            if (outpoint.isNull() && inputs.size() > 1) {
                return fault(
                        DecodingRule.DISTINCT_OUTPOINTS,
                        "spends no output with inputs[%d] and has others".formatted(i));
            }
            if (!seen.add(outpoint)) {
                return fault(
                        DecodingRule.DISTINCT_OUTPOINTS,
                        "spends %s twice, the second time with inputs[%d]".formatted(outpoint, i));
            }
        }
        return Optional.empty();
    }
}
