package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.decode.NetworkFee;
import dev.countersign.signer.decode.Signable;
import dev.countersign.signer.decode.SignedPayload;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.journal.Intent;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// A recorded intent as transactions again. Where the record leaves something open, as it does of a Bitcoin fee, two of
/// them enclose what was asked: whatever refuses the most lenient refuses it, whatever allows the strictest allows it.
///
/// @param strictest the one that fee caps allow least
/// @param lenient the one that they allow most; the same where nothing is open
record Readings(Transaction strictest, Transaction lenient) {

    /// All bitcoin that there will be, satoshi: no transaction pays more.
    private static final BigInteger ALL_BITCOIN = BigInteger.valueOf(2_100_000_000_000_000L);

    private static final BigInteger TIP_BYTES = BigInteger.valueOf(1_000);
    private static final BigInteger MOST_BYTES = BigInteger.valueOf(Integer.MAX_VALUE);

    static Readings of(Intent intent) {
        var slot = intent.slots().stream().filter(Slot::isOutpoint).findFirst();
        if (slot.isEmpty()) {
            var only = transaction(intent, Optional.empty());
            return new Readings(only, only);
        }
        return new Readings(
                transaction(intent, Optional.of(strictest(intent, slot.get()))),
                transaction(intent, Optional.of(lenient(slot.get()))));
    }

    /// The key's own part of what is paid: the whole may be more where others pay, too. What returns to the key, where
    /// all of it does, is not recorded.
    private static NetworkFee strictest(Intent intent, Slot slot) {
        var paid = intent.movements().stream()
                .map(movement -> movement.amount().units())
                .reduce(BigInteger.ZERO, BigInteger::add);
        var milli = slot.feeCap().multiply(TIP_BYTES);
        var least = milli.divide(slot.tip().add(BigInteger.ONE)).add(BigInteger.ONE); // the rate was rounded down
        return new NetworkFee(slot.feeCap(), paid, least.min(MOST_BYTES).intValueExact());
    }

    private static NetworkFee lenient(Slot slot) {
        var milli = slot.feeCap().multiply(TIP_BYTES);
        var most = slot.tip().signum() == 0 ? MOST_BYTES : milli.divide(slot.tip());
        return new NetworkFee(
                slot.feeCap(),
                ALL_BITCOIN,
                most.min(MOST_BYTES).max(BigInteger.ONE).intValueExact());
    }

    private static Transaction transaction(Intent intent, Optional<NetworkFee> fee) {
        return new Transaction(
                intent.chain(),
                intent.safe(),
                intent.effects(),
                intent.feeBound(),
                intent.slots(),
                intent.expiry(),
                List.of(),
                new Recorded(intent.digests()),
                fee);
    }

    /// Digests alone: nothing that could be signed again.
    private record Recorded(List<Digest32> digests) implements Signable {

        @Override
        public Bytes canonical() {
            throw new IllegalStateException("the journal has no payloads");
        }

        @Override
        public SignedPayload assemble(List<Bytes> signatures) {
            throw new IllegalStateException("the journal has no payloads");
        }
    }
}
