package dev.countersign.signer.audit;

import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.model.Payer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// What the entries read so far reserved on each slot: one slot, one intent. A later request may take a slot
/// only with the first one's intent or as a cancellation (what began as a cancellation can only be
/// cancelled), with a higher fee cap than every earlier one and no lower tip. It must take all slots that an
/// earlier one took, and no others that are taken: then at most one of them can ever be mined. Slots stay
/// taken, also by requests that were released.
final class SlotHistory {

    /// A slot of a payer.
    record Place(Payer payer, String slotId) {}

    /// One request's version of a slot.
    record Version(RequestHistory.RequestName request, long index, Slot slot) {}

    private final Map<Place, List<Version>> versions = new HashMap<>();
    private final Map<Place, Set<Place>> families = new HashMap<>();
    private final Problems problems;

    SlotHistory(Problems problems) {
        this.problems = problems;
    }

    /// Takes the slots of a request's first reservation.
    void take(long index, RequestHistory.RequestName request, JournalEntry.Reserved entry) {
        checkFamily(index, entry);
        for (var slot : entry.intent().slots()) {
            var earlier = versions.computeIfAbsent(new Place(entry.payer(), slot.id()), _ -> new ArrayList<>());
            if (!earlier.isEmpty()) {
                checkIntent(index, slot, earlier);
            }
            if (!(entry.payer() instanceof Payer.Safe)) { // several keys sign for a Safe, and no fee is raised
                checkFees(index, slot, earlier);
            }
            earlier.add(new Version(request, index, slot));
        }
    }

    /// By slot, each in the order of the entries.
    Map<Place, List<Version>> versions() {
        return versions;
    }

    private void checkFamily(long index, JournalEntry.Reserved entry) {
        var places = entry.intent().slots().stream()
                .map(slot -> new Place(entry.payer(), slot.id()))
                .collect(Collectors.toSet());
        var taken = places.stream().map(families::get).filter(Objects::nonNull).collect(Collectors.toSet());
        if (taken.size() > 1) {
            problems.at(index, "slots of requests that do not replace each other are taken together");
        } else if (!places.containsAll(taken.stream().flatMap(Set::stream).toList())) {
            problems.at(index, "not every slot that an earlier version took is taken again");
        }
        var family = new HashSet<>(places);
        taken.forEach(family::addAll);
        family.forEach(place -> families.put(place, family));
    }

    private void checkIntent(long index, Slot slot, List<Version> earlier) {
        var first = earlier.getFirst().index();
        if (!slot.cancels()
                && earlier.stream().noneMatch(version -> version.slot().intent().equals(slot.intent()))) {
            problems.at(index, "a second intent on slot " + slot.id() + ", which entry " + first + " took");
        }
    }

    private void checkFees(long index, Slot slot, List<Version> earlier) {
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
