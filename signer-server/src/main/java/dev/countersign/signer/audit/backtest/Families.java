package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.audit.backtest.Asked.Name;
import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.model.Payer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What replaces what. Keeps a family as long as it can count or be replaced: while it is open, while a window
/// holds it, and for good if a slot of it comes up again.
final class Families {

    private record Place(Payer payer, String slotId) {}

    private record Due(long settledAt, Kin kin) {}

    private final Set<String> recurring;
    private final long keptMillis;
    private final Set<Kin> all = new LinkedHashSet<>();
    private final Map<Place, Kin> bySlot = new HashMap<>();
    private final Map<Name, Kin> byName = new HashMap<>();
    private final Deque<Due> due = new ArrayDeque<>();

    /// @param recurring ids of every slot that is named more than once
    /// @param longest of the policy's windows
    Families(Set<String> recurring, Duration longest) {
        this.recurring = recurring;
        keptMillis = longest.toMillis() + longest.toMillis() / 64 + 1_000; // windows free up to a 128th late
    }

    Optional<Kin.Request> request(Name name) {
        return Optional.ofNullable(byName.get(name)).map(kin -> kin.requests().get(name));
    }

    /// The family that a request is of: its own from before, or the one that holds its slots, as the ledger
    /// has it for a replacement. What spends also what others do, or less than the family does, stands by
    /// itself: both could be mined.
    Kin of(Asked asked, Payer payer) {
        var known = byName.get(asked.name());
        if (known != null) {
            return known;
        }
        var taken = new HashSet<Kin>();
        var slots = new HashSet<String>();
        for (var slot : asked.intent().slots()) {
            slots.add(slot.id());
            Optional.ofNullable(bySlot.get(new Place(payer, slot.id()))).ifPresent(taken::add);
        }
        if (taken.size() == 1) {
            var only = taken.iterator().next();
            if (slots.containsAll(only.slots())) {
                return only;
            }
        }
        return new Kin(payer);
    }

    /// Takes note of a request of the family that can be asked for again.
    void keep(Kin kin, Asked asked, Kin.Request request) {
        all.add(kin);
        kin.requests().put(asked.name(), request);
        byName.put(asked.name(), kin);
        for (var slot : asked.intent().slots()) {
            kin.slots().add(slot.id());
            bySlot.put(new Place(kin.family().payer(), slot.id()), kin);
        }
    }

    /// A request that was signed then: whoever repeats it is answered without an entry.
    void answered(Kin kin, Name name) {
        kin.requests().remove(name);
        byName.remove(name);
    }

    /// Something of the family was dated.
    void settled(Kin kin, Instant at) {
        due.addLast(new Due(at.toEpochMilli(), kin));
    }

    /// Forgets what cannot count any more.
    void advance(Instant now) {
        var since = now.toEpochMilli() - keptMillis;
        while (!due.isEmpty() && due.getFirst().settledAt() < since) {
            var kin = due.removeFirst().kin();
            if (kin.isLiving(now.toEpochMilli())) {
                due.addLast(new Due(now.toEpochMilli(), kin)); // looked at again, since time may end it
            } else if (kin.isPast(since) && kin.slots().stream().noneMatch(recurring::contains)) {
                forget(kin);
            }
        }
    }

    List<Family> all() {
        var families = new ArrayList<Family>();
        all.forEach(kin -> families.add(kin.family()));
        return families;
    }

    int size() {
        return all.size();
    }

    private void forget(Kin kin) {
        all.remove(kin);
        kin.requests().keySet().forEach(byName::remove);
        kin.slots().forEach(slot -> bySlot.remove(new Place(kin.family().payer(), slot), kin));
    }
}
