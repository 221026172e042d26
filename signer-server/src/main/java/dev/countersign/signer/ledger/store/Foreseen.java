package dev.countersign.signer.ledger.store;

import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.model.ChainSlot;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.RequestId;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the work of a group will ask the tables. Where the database is across a network, all of it is read by one
/// question to each table.
public final class Foreseen {

    final Set<RequestTable.Name> requests = new HashSet<>();
    final Set<SlotTable.Name> slots = new HashSet<>();
    final Set<SlotTable.Series> series = new HashSet<>();
    private final Set<String> spent = new HashSet<>();

    public void request(Client client, RequestId requestId) {
        requests.add(new RequestTable.Name(client, requestId));
    }

    /// Each slot, and the one that is next if it is taken.
    public void slots(Payer payer, List<Slot> asked) {
        for (var slot : asked) {
            slots.add(new SlotTable.Name(payer, slot.id()));
            slot.place().ifPresent(place -> {
                series.add(new SlotTable.Series(payer, place.series()));
                slots.add(new SlotTable.Name(
                        payer, place.series() + "/" + place.number().add(BigInteger.ONE)));
            });
        }
    }

    public void spent(List<ChainSlot> asked) {
        asked.forEach(slot -> spent.add(slot.series()));
    }

    /// The series of which it will be asked how far they are spent.
    public Set<String> spent() {
        return spent;
    }
}
