package dev.countersign.signer.audit;

import dev.countersign.signer.audit.RequestHistory.RequestName;
import dev.countersign.signer.audit.archive.ArchiveHistory;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.policy.Charge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the entries in order and holds each against those before it: what could not have happened is a
/// problem.
final class EntryChecks {

    private final Problems problems;
    private final String ledgerId;
    private final Map<RequestName, RequestHistory> requests = new LinkedHashMap<>();
    private final SlotHistory slots;
    private final PolicyHistory policies;
    private final LeverHistory levers;
    private final PriceHistory prices;
    private final ChainHistory chains;
    private final ArchiveHistory archives = new ArchiveHistory();
    private Instant last = Instant.MIN;
    private long signatures;
    private long refusals;

    /// @param ledgerId as it is stored beside the journal
    EntryChecks(Problems problems, String ledgerId) {
        this.problems = problems;
        this.ledgerId = ledgerId;
        this.slots = new SlotHistory(problems);
        this.policies = new PolicyHistory(problems);
        this.levers = new LeverHistory(problems);
        this.prices = new PriceHistory(problems);
        this.chains = new ChainHistory(problems);
    }

    ArchiveHistory archives() {
        return archives;
    }

    void check(long index, JournalEntry entry) {
        if (entry.at().isBefore(last)) {
            problems.at(index, "at runs back: " + entry.at() + " after " + last);
        }
        last = entry.at();
        if ((index == 0) != (entry instanceof JournalEntry.Created)) {
            problems.at(index, "the first entry, and no other, is of kind created");
        }
        switch (entry) {
            case JournalEntry.OfLedger ofLedger -> ofLedger(index, ofLedger);
            case JournalEntry.PolicyActivated activated -> policies.activated(index, activated);
            case JournalEntry.PolicyAccepted accepted -> policies.accepted(index, accepted);
            case JournalEntry.PolicyVetoed vetoed -> policies.dropped(index, vetoed.version(), vetoed.digest());
            case JournalEntry.PolicyOvertaken overtaken ->
                policies.dropped(index, overtaken.version(), overtaken.digest());
            case JournalEntry.PolicyRefused _ -> {}
            case JournalEntry.Tightened tightened -> levers.tightened(index, tightened);
            case JournalEntry.Loosened loosened -> levers.loosened(index, loosened, policies.governed());
            case JournalEntry.PricesAccepted accepted -> prices.accepted(index, accepted);
            case JournalEntry.PricesRefused _ -> {}
            case JournalEntry.Observed observed -> chains.observed(index, observed);
            case JournalEntry.Reserved reserved -> reserved(index, reserved);
            case JournalEntry.Settled settled -> settled(index, settled);
            case JournalEntry.Released released -> released(index, released);
            case JournalEntry.ReleasedByOrder released -> releasedByOrder(index, released);
            case JournalEntry.Refused _ -> refusals++;
            case JournalEntry.RefusalsOmitted omitted -> {
                if (omitted.count() < 1) {
                    problems.at(index, "count is " + omitted.count());
                }
                refusals += omitted.count();
            }
        }
    }

    private void ofLedger(long index, JournalEntry.OfLedger entry) {
        switch (entry) {
            case JournalEntry.Created created ->
                problems.compare(index, "the ledger's id", ledgerId, created.ledgerId());
            case JournalEntry.Started started -> {
                if (started.downtime().isNegative()) {
                    problems.at(index, "downtime_millis is negative");
                }
            }
            case JournalEntry.Resumed resumed -> {
                if (resumed.officers().isEmpty() == policies.governed()) {
                    problems.at(index, "resumed by other than those who decide: officers, where there are some");
                }
            }
            case JournalEntry.Archived archived ->
                archives.archived(index, archived).forEach(what -> problems.at(index, what));
        }
    }

    private void reserved(long index, JournalEntry.Reserved entry) {
        if (!policies.isActive(entry.policyVersion(), entry.policyDigest())) {
            problems.at(index, "policy_version and policy_digest are not those of the active policy");
        }
        levers.require(index, "reserved", entry);
        var unvalued = entry.charges().stream()
                .map(charge -> charge.worth(Optional.empty()))
                .toList();
        if (!unvalued.equals(chargesOf(entry))) {
            problems.at(index, "charges are not those of the intent");
        }
        prices.reserved(index, entry);
        var name = new RequestName(entry.client(), entry.requestId());
        var history = requests.get(name);
        if (history == null) {
            if (entry.attempt() != 1) {
                problems.at(index, "attempt is " + entry.attempt() + " where 1 belongs");
            }
            requests.put(name, new RequestHistory(index, entry));
            slots.take(index, name, entry);
        } else {
            again(index, name, history, entry);
        }
    }

    private void again(long index, RequestName name, RequestHistory history, JournalEntry.Reserved entry) {
        var latest = history.latest();
        var before = history.latestIndex();
        if (!entry.requestDigest().equals(latest.requestDigest())) {
            problems.at(index, "request_digest is another than in entry " + before + ": two digests under " + name);
        }
        if (entry.attempt() != latest.attempt() + 1) {
            problems.at(index, "attempt is " + entry.attempt() + " after " + latest.attempt());
        }
        if (!entry.publicKey().equals(latest.publicKey()) || !entry.intent().equals(latest.intent())) {
            problems.at(index, "public_key or intent is another than in entry " + before + ", of the same request");
        }
        history.settlement()
                .ifPresent(settlement -> problems.at(
                        index, name + " is charged again although entry " + settlement.index() + " settled it"));
        history.reserved(index, entry);
    }

    private void settled(long index, JournalEntry.Settled entry) {
        signatures++;
        var name = new RequestName(entry.client(), entry.requestId());
        var history = requests.get(name);
        if (history == null || !history.hasReservation(entry.reservedIndex())) {
            problems.at(index, "reserved_index " + entry.reservedIndex() + " is no reservation of " + name);
            return;
        }
        var earlier = history.settlement();
        if (earlier.isPresent()) {
            problems.at(index, name + " was settled by entry " + earlier.get().index() + " already");
            return;
        }
        if (!history.open()) {
            problems.at(index, name + " is settled although it was released");
        }
        levers.require(index, "settled", history.latest());
        history.settled(index, entry);
    }

    private void released(long index, JournalEntry.Released entry) {
        var name = new RequestName(entry.client(), entry.requestId());
        var history = requests.get(name);
        if (history == null || history.latestIndex() != entry.reservedIndex()) {
            problems.at(index, "reserved_index " + entry.reservedIndex() + " is not the latest reservation of " + name);
        } else if (!history.open()) {
            problems.at(index, name + " is released although it is " + history.state());
        } else if (history.inDoubt()) {
            problems.at(index, name + " is released although an earlier attempt may have been signed");
        } else {
            history.released();
        }
    }

    /// Officers may release what is in doubt, for whatever reason that is.
    private void releasedByOrder(long index, JournalEntry.ReleasedByOrder entry) {
        var name = new RequestName(entry.client(), entry.requestId());
        var history = requests.get(name);
        if (history == null || history.latestIndex() != entry.reservedIndex()) {
            problems.at(index, "reserved_index " + entry.reservedIndex() + " is not the latest reservation of " + name);
        } else if (!history.open()) {
            problems.at(index, name + " is released although it is " + history.state());
        } else {
            history.releasedByOrder();
        }
        if (entry.officers().isEmpty()) {
            problems.at(index, name + " is released by an order that no officer signed");
        }
    }

    /// One charge for each movement, then the fee bound: everything that can leave, and no charge of nothing.
    private static List<Charge> chargesOf(JournalEntry.Reserved entry) {
        var charges = new ArrayList<Charge>();
        for (var movement : entry.intent().movements()) {
            charges.add(new Charge(Charge.Kind.OUTFLOW, movement.amount(), Optional.of(movement.to())));
        }
        charges.add(new Charge(Charge.Kind.FEE, entry.intent().feeBound(), Optional.empty()));
        charges.removeIf(charge -> charge.amount().units().signum() == 0);
        return charges;
    }

    /// In the order of their first reservations.
    Map<RequestName, RequestHistory> requests() {
        return requests;
    }

    LeverHistory levers() {
        return levers;
    }

    PriceHistory prices() {
        return prices;
    }

    SlotHistory slots() {
        return slots;
    }

    ChainHistory chains() {
        return chains;
    }

    /// The time of the last entry.
    Instant last() {
        return last;
    }

    long signatures() {
        return signatures;
    }

    long refusals() {
        return refusals;
    }
}
