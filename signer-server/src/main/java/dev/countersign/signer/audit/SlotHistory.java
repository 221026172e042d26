package dev.countersign.signer.audit;

import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.model.PinnedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the entries read so far reserved on each slot: one slot, one intent. A later request may take a slot
/// only with the intent of an earlier one or as a cancellation, with a higher fee cap and no lower tip.
/// Slots stay taken, also by requests that were released.
final class SlotHistory {

    /// A slot of a key.
    record Place(PinnedKey publicKey, String slotId) {}

    /// One request's version of a slot.
    record Version(RequestHistory.RequestName request, long index, Slot slot) {}

    private final Map<Place, List<Version>> versions = new HashMap<>();
    private final Problems problems;

    SlotHistory(Problems problems) {
        this.problems = problems;
    }

    /// Takes the slots of a request's first reservation.
    void take(long index, RequestHistory.RequestName request, JournalEntry.Reserved entry) {
        for (var slot : entry.intent().slots()) {
            var earlier = versions.computeIfAbsent(new Place(entry.publicKey(), slot.id()), _ -> new ArrayList<>());
            if (!earlier.isEmpty()) {
                check(index, slot, earlier);
            }
            earlier.add(new Version(request, index, slot));
        }
    }

    Map<Place, List<Version>> versions() {
        return versions;
    }

    private void check(long index, Slot slot, List<Version> earlier) {
        var first = earlier.getFirst().index();
        if (!slot.cancels()
                && earlier.stream().noneMatch(version -> version.slot().intent().equals(slot.intent()))) {
            problems.at(index, "a second intent on slot " + slot.id() + ", which entry " + first + " took");
        }
        for (var version : earlier) {
            if (slot.feeCap().compareTo(version.slot().feeCap()) <= 0) {
                problems.at(
                        index,
                        "replaces entry " + version.index() + " on slot " + slot.id() + " without raising the fee cap");
            } else if (slot.tip().compareTo(version.slot().tip()) < 0) {
                problems.at(index, "replaces entry " + version.index() + " on slot " + slot.id() + " with a lower tip");
            }
        }
    }
}
