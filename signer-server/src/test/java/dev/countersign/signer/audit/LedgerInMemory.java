package dev.countersign.signer.audit;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.journal.archive.SealedFile;
import dev.countersign.signer.ledger.LedgerReader;
import dev.countersign.signer.ledger.chain.Lifetimes;
import dev.countersign.signer.ledger.lever.Levers;
import dev.countersign.signer.ledger.lever.PulledLever;
import dev.countersign.signer.ledger.prices.StoredPrices;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.RequestId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Everything that is stored, open to whoever wants to tamper with it.
final class LedgerInMemory implements LedgerReader {

    /// Stands for a row whose columns hold no values of their types.
    static final StoredSlot UNREADABLE = new StoredSlot(
            JournalStory.PAYER,
            "",
            JournalStory.CLIENT,
            new RequestId("unreadable"),
            JournalStory.POLICY,
            false,
            BigInteger.ZERO,
            BigInteger.ZERO);

    final List<StoredEntry> entries = new ArrayList<>();
    final List<String> checkpoints = new ArrayList<>();
    final List<StoredRequest> requests = new ArrayList<>();
    final List<StoredCharge> charges = new ArrayList<>();
    final List<StoredSlot> slots = new ArrayList<>();
    final List<PulledLever> levers = new ArrayList<>();
    final List<StoredPrices> prices = new ArrayList<>();
    final List<StoredLiving> living = new ArrayList<>();
    final List<Spent> spent = new ArrayList<>();
    String ledgerId;
    TreeHead head;
    long archived;

    LedgerInMemory(String ledgerId, TreeHead head) {
        this.ledgerId = ledgerId;
        this.head = head;
    }

    /// Replaces the first element that fits.
    static <T> void change(List<T> list, Predicate<T> which, UnaryOperator<T> change) {
        for (var i = 0; i < list.size(); i++) {
            if (which.test(list.get(i))) {
                list.set(i, change.apply(list.get(i)));
                return;
            }
        }
        throw new AssertionError("nothing to change");
    }

    @Override
    public String ledgerId() {
        return ledgerId;
    }

    @Override
    public TreeHead head() {
        return head;
    }

    @Override
    public long archived() {
        return archived;
    }

    @Override
    public void entries(long from, Consumer<StoredEntry> visitor, Consumer<SealedFile> files) {
        entries.stream().filter(entry -> entry.index() >= from).forEach(visitor);
    }

    @Override
    public List<String> checkpoints() {
        return checkpoints;
    }

    @Override
    public void requests(Consumer<StoredRequest> visitor) {
        requests.forEach(visitor);
    }

    @Override
    public void charges(Consumer<StoredCharge> visitor) {
        charges.forEach(visitor);
    }

    @Override
    public void slots(Consumer<StoredSlot> visitor) {
        for (var slot : slots) {
            if (slot.equals(UNREADABLE)) {
                throw new IllegalArgumentException("no row");
            }
            visitor.accept(slot);
        }
    }

    @Override
    public Levers levers() {
        return new Levers(levers);
    }

    @Override
    public List<StoredPrices> prices() {
        return prices;
    }

    @Override
    public void living(Consumer<StoredLiving> visitor) {
        living.forEach(visitor);
    }

    @Override
    public void spent(Consumer<Spent> visitor) {
        spent.forEach(visitor);
    }

    @Override
    public void close() {}

    /// What observers said is spent, and what ends by it.
    void observe(JournalEntry.Observed observed) {
        for (var one : observed.spent()) {
            spent.removeIf(known -> known.series().equals(one.series()));
            spent.add(one);
            var ended = living.stream()
                    .filter(row -> row.slot().series().equals(one.series())
                            && row.slot().number() < one.next())
                    .map(StoredLiving::requestId)
                    .toList();
            living.removeIf(row -> ended.contains(row.requestId()));
        }
    }

    /// What can be used from a reservation on.
    void live(JournalEntry.Reserved entry, Client client, Payer payer) {
        living.removeIf(row -> row.requestId().equals(entry.requestId()));
        var lifetime = new Lifetimes().of(entry.intent(), payer);
        var ended = lifetime.slots().stream()
                .anyMatch(slot -> spent.stream()
                        .anyMatch(one -> one.series().equals(slot.series()) && slot.number() < one.next()));
        if (!ended) {
            lifetime.slots()
                    .forEach(slot -> living.add(new StoredLiving(client, entry.requestId(), slot, lifetime.until())));
        }
    }
}
