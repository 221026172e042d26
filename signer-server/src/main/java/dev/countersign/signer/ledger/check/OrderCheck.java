package dev.countersign.signer.ledger.check;

import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.ledger.store.SlotTable;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.List;

/// Slots of a series are taken in order, or nearly: none below the policy's first, none further ahead of the lowest
/// free one than the policy says. So nobody hoards signatures for nonces that come up when the limits of today are
/// forgotten. For slots that are free; a replacement stands where the first version stood.
public final class OrderCheck {

    private final SlotTable table;
    private final Payer payer;

    public OrderCheck(SlotTable table, Payer payer) {
        this.table = table;
        this.payer = payer;
    }

    /// Holds each of a request's slots, which nobody took yet, against its series.
    ///
    /// @throws Refused NONCE_OUT_OF_ORDER
    public void require(List<Slot> slots) throws Refused, SQLException {
        for (var slot : slots) {
            if (slot.place().isPresent()) {
                require(slot, slot.place().get());
            }
        }
    }

    private void require(Slot slot, Slot.Place place) throws Refused, SQLException {
        var next = table.next(payer, place);
        var last = BigInteger.valueOf(next + place.ahead());
        if (place.number().compareTo(BigInteger.valueOf(place.first())) < 0) {
            throw refused(slot, next, "is below " + place.first() + ", the first that the policy lets be asked for");
        }
        if (place.number().compareTo(last) > 0) {
            throw refused(
                    slot,
                    next,
                    place.ahead() == 0
                            ? "is not the next one"
                            : "is more than " + place.ahead() + " ahead of the next one");
        }
    }

    private static Refused refused(Slot slot, long next, String words) {
        return new Refused(
                Refusal.of(Reason.NONCE_OUT_OF_ORDER, slot.id() + " " + words + "; " + next + " is free: take that")
                        .with("slot", slot.id())
                        .with("next", Long.toString(next)));
    }
}
