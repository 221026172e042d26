package dev.countersign.signer.ledger.check;

import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.ledger.store.SlotTable;
import dev.countersign.signer.ledger.store.SlotTable.SlotVersion;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One slot, one intent. The first request takes a slot. A later one may replace it only if it
///
/// - has the intent of the first version, or cancels (what began as a cancellation can only be cancelled);
/// - has a higher fee cap than every earlier version and no lower tip, so that the network would take it (a Safe's
///   transaction has neither: several keys sign the same one);
/// - takes every slot that any earlier version took, and none of another family: at most one of them can be
/// mined.
///
/// Versions in doubt and released ones count like signed ones.
public final class SlotCheck {

    private final SlotTable table;
    private final Client client;
    private final Payer payer;

    public SlotCheck(SlotTable table, Client client, Payer payer) {
        this.table = table;
        this.client = client;
        this.payer = payer;
    }

    /// The family that a new request on `slots` joins; empty if the slots are free.
    ///
    /// @throws Refused NONCE_ALREADY_SIGNED or OUTPOINT_ALREADY_SIGNED
    public Optional<Long> familyOf(List<Slot> slots) throws Refused, SQLException {
        var families = new HashSet<Long>();
        for (var slot : slots) {
            var versions = table.versions(payer, slot.id());
            if (!versions.isEmpty()) {
                requireReplacement(slot, versions);
                families.add(versions.getFirst().family());
            }
        }
        if (families.isEmpty()) {
            return Optional.empty();
        }
        var family = families.iterator().next();
        var taken = slots.stream().map(Slot::id).collect(Collectors.toSet());
        if (families.size() > 1 || !taken.containsAll(table.slotsOf(family))) {
            throw new Refused(Refusal.of(
                            reason(slots.getFirst()),
                            "a replacement must spend all that the earlier versions spend, and nothing that others do")
                    .with("slot", slots.getFirst().id()));
        }
        return Optional.of(family);
    }

    private void requireReplacement(Slot slot, List<SlotVersion> versions) throws Refused {
        var first = versions.getFirst();
        if (!slot.cancels() && (first.slot().cancels() || !first.slot().intent().equals(slot.intent()))) {
            var what = first.slot().cancels() ? "a cancellation" : "another intent";
            throw refused(
                    slot,
                    first,
                    slot.id() + " was already reserved for " + what + "; only " + replacement(slot) + " may follow");
        }
        if (payer instanceof Payer.Safe) {
            return; // another of its keys signs the same, or the refusal of the same nonce
        }
        if (slot.feeCap().signum() == 0) {
            throw refused(
                    slot,
                    first,
                    slot.id() + " was already reserved, and this has no fee to raise; repeat its own request to get its"
                            + " signature again");
        }
        var feeCap = versions.stream().map(v -> v.slot().feeCap()).reduce(BigInteger.ZERO, BigInteger::max);
        var tip = versions.stream().map(v -> v.slot().tip()).reduce(BigInteger.ZERO, BigInteger::max);
        if (slot.feeCap().compareTo(feeCap) <= 0 || slot.tip().compareTo(tip) < 0) {
            throw refused(
                    slot,
                    versions.getLast(),
                    slot.id() + " was already reserved; a replacement needs " + needs(slot, feeCap, tip)
                            + ", this one has " + slot.feeCap() + " and " + slot.tip());
        }
    }

    private static String needs(Slot slot, BigInteger feeCap, BigInteger tip) {
        return slot.isOutpoint()
                ? "a fee above " + feeCap + " and at least " + tip + " satoshi per 1,000 vB"
                : "a fee cap above " + feeCap + " and a tip of at least " + tip;
    }

    private static Reason reason(Slot slot) {
        return slot.isOutpoint() ? Reason.OUTPOINT_ALREADY_SIGNED : Reason.NONCE_ALREADY_SIGNED;
    }

    private static String replacement(Slot slot) {
        return slot.isOutpoint()
                ? "a replacement with the same payments in the same order and others' same inputs, or one that pays nobody,"
                : "a replacement that differs in its fee alone, or a cancellation,";
    }

    private Refused refused(Slot slot, SlotVersion earlier, String message) {
        var refusal = Refusal.of(reason(slot), message).with("slot", slot.id());
        return new Refused(
                earlier.client().equals(client)
                        ? refusal.with("earlier_request_id", earlier.requestId().value())
                        : refusal);
    }
}
