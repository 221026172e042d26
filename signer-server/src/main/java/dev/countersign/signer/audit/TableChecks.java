package dev.countersign.signer.audit;

import dev.countersign.signer.audit.RequestHistory.RequestName;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.LedgerReader;
import dev.countersign.signer.ledger.LedgerReader.StoredCharge;
import dev.countersign.signer.ledger.LedgerReader.StoredRequest;
import dev.countersign.signer.ledger.LedgerReader.StoredSlot;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Holds the tables that decide (request ids, charges, slots, prices) against what the entries say they must be.
/// Window sums are not stored: the server rebuilds them from the charges that are checked here.
final class TableChecks {

    private final Problems problems;
    private final Map<RequestName, RequestHistory> requests;
    private final SlotHistory slots;
    private final LeverHistory levers;
    private final PriceHistory prices;
    private final LivingChecks living;

    TableChecks(Problems problems, EntryChecks entries) {
        this.problems = problems;
        this.requests = entries.requests();
        this.slots = entries.slots();
        this.levers = entries.levers();
        this.prices = entries.prices();
        this.living = new LivingChecks(problems, entries);
    }

    void check(LedgerReader reader) {
        readable("requests", () -> checkRequests(reader));
        readable("charges", () -> checkCharges(reader));
        readable("slots", () -> checkSlots(reader));
        readable("levers", () -> checkLevers(reader));
        readable("price tables", () -> prices.check(reader.prices()));
        readable("spent slots", () -> living.checkSpent(reader));
        readable("outstanding requests", () -> living.checkLiving(reader));
    }

    /// A row that holds no value of its type (an amount that is no number) cannot even be shown by the
    /// reader.
    private void readable(String table, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            problems.general("the stored " + table + " cannot be read: " + e.getMessage());
        }
    }

    private void checkRequests(LedgerReader reader) {
        var missing = new HashSet<>(requests.keySet());
        reader.requests(stored -> {
            var name = new RequestName(stored.client(), stored.requestId());
            var history = requests.get(name);
            if (history == null) {
                problems.general(name + " is stored, but no entry reserved it");
            } else if (!missing.remove(name)) {
                problems.at(history.latestIndex(), name + " is stored twice");
            } else {
                check(stored, name, history);
            }
        });
        for (var name : requests.keySet()) {
            if (missing.contains(name)) {
                problems.at(requests.get(name).latestIndex(), name + " is not stored");
            }
        }
    }

    private void check(StoredRequest stored, RequestName name, RequestHistory history) {
        var index = history.latestIndex();
        var settlement = history.settlement();
        problems.compare(
                index, "digest of " + name, stored.digest(), history.latest().requestDigest());
        problems.compare(index, "state of " + name, stored.state(), history.state());
        problems.compare(
                index, "attempt of " + name, stored.attempt(), history.latest().attempt());
        problems.compare(index, "reserved index of " + name, stored.reservedIndex(), index);
        problems.compare(
                index,
                "settled index of " + name,
                stored.settledIndex(),
                settlement.map(RequestHistory.Settlement::index));
        if (settlement.isPresent()) {
            checkAnswer(stored, name, settlement.get().index(), settlement.get().entry(), history);
        } else if (!stored.signatures().isEmpty() || stored.signedPayload().isPresent()) {
            problems.at(index, "a signature is stored for " + name + ", which was never settled");
        }
    }

    private void checkAnswer(
            StoredRequest stored, RequestName name, long index, JournalEntry.Settled entry, RequestHistory history) {
        var signatures = stored.signatures().stream().map(Bytes::toByteArray).toArray(byte[][]::new);
        if (signatures.length != history.latest().intent().digests().size()
                || !Digest32.sha256(signatures).equals(entry.signatureHash())) {
            problems.at(index, "the stored signatures of " + name + " do not hash to signature_hash");
        }
        if (!stored.signedPayload()
                .map(bytes -> Digest32.sha256(bytes.toByteArray()))
                .equals(Optional.of(entry.payloadHash()))) {
            problems.at(index, "the stored payload of " + name + " does not hash to payload_hash");
        }
        problems.compare(
                index, "transaction id of " + name, stored.transactionId(), Optional.of(entry.transactionId()));
    }

    private void checkCharges(LedgerReader reader) {
        var stored = new HashMap<RequestName, List<StoredCharge>>();
        reader.charges(charge -> stored.computeIfAbsent(
                        new RequestName(charge.client(), charge.requestId()), _ -> new ArrayList<>())
                .add(charge));
        requests.forEach((name, history) -> {
            var surplus = stored.remove(name);
            var rest = new ArrayList<>(surplus == null ? List.of() : surplus);
            for (var due : chargesDue(name, history)) {
                if (!rest.remove(due)) {
                    problems.at(
                            history.latestIndex(),
                            "the entries give the charge " + words(due) + " of " + name + ", but it is not stored so");
                }
            }
            for (var charge : rest) {
                problems.at(
                        history.latestIndex(),
                        "the charge " + words(charge) + " of " + name + " is stored, but the entries do not give it");
            }
        });
        stored.forEach(
                (name, charges) -> problems.general("a charge of " + name + " is stored, but no entry reserved it"));
    }

    /// A request's charges are those of its latest reservation: open from then until they are dated by its
    /// settlement, gone if it was released.
    private static List<StoredCharge> chargesDue(RequestName name, RequestHistory history) {
        if (history.state() == State.RELEASED) {
            return List.of();
        }
        var reserved = history.latest();
        var settlement = history.settlement();
        var at = settlement
                .map(RequestHistory.Settlement::entry)
                .<JournalEntry>map(entry -> entry)
                .orElse(reserved)
                .at();
        return reserved.charges().stream()
                .map(charge -> new StoredCharge(
                        name.client(),
                        name.requestId(),
                        reserved.payer(),
                        charge.kind(),
                        charge.amount(),
                        charge.destination(),
                        charge.worth(),
                        at,
                        settlement.isEmpty()))
                .toList();
    }

    private static String words(StoredCharge charge) {
        return charge.kind() + " " + charge.amount()
                + charge.worth().map(worth -> " worth " + worth).orElse("")
                + (charge.open() ? " open since " : " dated ") + charge.at();
    }

    private void checkSlots(LedgerReader reader) {
        var due = new HashMap<StoredSlot, Long>();
        slots.versions()
                .forEach((place, versions) -> versions.forEach(
                        version -> due.put(stored(place, version.request(), version.slot()), version.index())));
        reader.slots(slot -> {
            if (due.remove(slot) == null) {
                problems.general("slot " + slot.slotId() + " of " + slot.payer() + " is stored for "
                        + new RequestName(slot.client(), slot.requestId()) + ", but the entries do not give it so");
            }
        });
        due.forEach((slot, index) -> problems.at(
                index, "slot " + slot.slotId() + " of " + slot.payer() + " is not stored as the entry took it"));
    }

    private void checkLevers(LedgerReader reader) {
        var stored = new HashSet<>(reader.levers().standing());
        for (var pulled : levers.standing()) {
            if (!stored.remove(pulled)) {
                problems.at(pulled.index(), "the lever is not stored as the entry pulled it");
            }
        }
        stored.forEach(surplus ->
                problems.general("a lever of entry " + surplus.index() + " stands, but the entries do not give it so"));
    }

    private static StoredSlot stored(SlotHistory.Place place, RequestName request, Slot slot) {
        return new StoredSlot(
                place.payer(),
                place.slotId(),
                request.client(),
                request.requestId(),
                slot.intent(),
                slot.cancels(),
                slot.feeCap(),
                slot.tip());
    }
}
