package dev.countersign.signer.decode.bitcoin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.bundle.BitcoinKey;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.NetworkFee;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.decode.bitcoin.psbt.Psbt;
import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.decode.bitcoin.transaction.Outpoint;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Reads a PSBT under a key's policy. Pure and safe for use by many threads.
public final class BitcoinDecoder {

    private static final Bytes INTENT_TAG = Bytes.of("countersign/bitcoin-intent/v1".getBytes(US_ASCII));

    /// From here on a lock time is a time, below a height (BIP-65).
    private static final long LOCK_TIME_THRESHOLD = 500_000_000L;

    /// A sequence without this bit locks its input until the spent output has some age (BIP-68).
    private static final long NO_RELATIVE_LOCK = 1L << 31;

    private static final BigInteger TIP_BYTES = BigInteger.valueOf(1_000);

    /// What `payload` does, if all inputs of the key are signed with it.
    ///
    /// @param payload a PSBT of version 0 or 2
    /// @param finalizing whether the network's transaction is asked for, once every input is final
    /// @throws Refused it is not wholly understood, or not of the key
    public Transaction decode(KeyPolicy key, Bytes payload, boolean finalizing) throws Refused {
        var bitcoin = key.bitcoin()
                .orElseThrow(() -> DecodingRule.CHAIN_PINNED.broken(
                        "the payload is a PSBT, and key %s signs for %s only".formatted(key.id(), key.chain())));
        var psbt = Psbt.decode(payload);
        requireUnlocked(psbt.transaction(), bitcoin);
        var publicKey = key.publicKey().encoded();
        var inputs = Inputs.of(psbt, bitcoin, publicKey);
        var outputs = Outputs.of(psbt.transaction().outputs(), bitcoin);
        var charges = Charges.of(key, psbt.feeSat(), inputs, outputs);
        var fee = new NetworkFee(
                BigInteger.valueOf(psbt.feeSat()),
                BigInteger.valueOf(outputs.payments().isEmpty() ? outputs.keptSat() : outputs.paidSat()),
                LeastSize.of(psbt));
        return new Transaction(
                key.chain(),
                Optional.empty(),
                charges.effects(),
                new Amount(key.feeAsset().asset(), charges.fee()),
                slots(key, psbt, inputs, outputs, fee),
                Optional.empty(),
                List.of(),
                new BitcoinSignable(psbt, inputs.own(), publicKey, finalizing),
                Optional.of(fee));
    }

    /// A signature for a transaction that is valid only later outlives what was known when it was made.
    private static void requireUnlocked(BitcoinTransaction transaction, BitcoinKey key) throws Refused {
        var lockTime = transaction.lockTime();
        if (lockTime >= LOCK_TIME_THRESHOLD) {
            throw locked("is locked until a time (nLockTime %d); only block heights are allowed".formatted(lockTime));
        }
        if (lockTime > key.lockTimeMax()) {
            throw locked(
                    "is locked until block %d; the key's lock_time_max is %d".formatted(lockTime, key.lockTimeMax()));
        }
        for (var i = 0; i < transaction.inputs().size(); i++) {
            var sequence = transaction.inputs().get(i).sequence();
            if ((sequence & NO_RELATIVE_LOCK) == 0) {
                throw locked("is locked by the age of what inputs[%d] spends (BIP-68, sequence 0x%08x); use 0xfffffffd"
                        .formatted(i, sequence));
            }
        }
    }

    private static Refused locked(String words) {
        return DecodingRule.NOT_LOCKED.broken("the transaction " + words);
    }

    private static List<Slot> slots(KeyPolicy key, Psbt psbt, Inputs inputs, Outputs outputs, NetworkFee fee) {
        var intent = intent(psbt.transaction(), inputs, outputs);
        var cancels = outputs.payments().isEmpty();
        var tip = fee.whole().multiply(TIP_BYTES).divide(BigInteger.valueOf(fee.virtualBytes()));
        return inputs.own().stream()
                .map(index -> psbt.transaction().inputs().get(index).outpoint())
                .map(outpoint -> new Slot(slotId(key, outpoint), intent, cancels, fee.whole(), tip))
                .toList();
    }

    private static String slotId(KeyPolicy key, Outpoint outpoint) {
        return Slot.outpointId(key.chain(), outpoint.toString());
    }

    /// The intent leaves out the key's own inputs and what returns to it: what is left says who gets what, and
    /// who else gives.
    private static Digest32 intent(BitcoinTransaction transaction, Inputs inputs, Outputs outputs) {
        var intent = new ByteWriter(256)
                .lengthPrefixed(INTENT_TAG)
                .int32(transaction.version())
                .int32(transaction.lockTime())
                .compactSize(inputs.foreign().size());
        inputs.foreign().stream()
                .map(index -> transaction.inputs().get(index))
                .sorted(Comparator.comparing(input -> input.outpoint()))
                .forEach(input -> {
                    input.outpoint().write(intent);
                    intent.int32(input.sequence());
                });
        intent.compactSize(outputs.payments().size());
        outputs.payments().forEach(payment -> payment.output().write(intent));
        return Digest32.sha256(intent.written().toByteArray());
    }
}
