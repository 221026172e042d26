package dev.countersign.signer.audit;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.ChainSlot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the entries read so far say is spent on the chains. Blocks follow each other, and what is spent
/// stays spent.
final class ChainHistory {

    private final Problems problems;
    private final Map<Chain, JournalEntry.Observed> last = new HashMap<>();
    private final Map<String, Long> spent = new HashMap<>();

    ChainHistory(Problems problems) {
        this.problems = problems;
    }

    void observed(long index, JournalEntry.Observed entry) {
        var before = last.put(entry.chain(), entry);
        if (before != null
                && (entry.block() < before.block()
                        || (entry.block() == before.block() && !entry.hash().equals(before.hash())))) {
            problems.at(
                    index,
                    "observes " + entry.chain() + " at block " + entry.block() + ", which does not follow block "
                            + before.block());
        }
        if (entry.observers().isEmpty()) {
            problems.at(index, "no observer signed it");
        }
        for (var one : entry.spent()) {
            var known = spent.merge(one.series(), one.next(), Math::max);
            if (known > one.next()) {
                problems.at(index, "says " + one.text() + " after " + known);
            }
        }
    }

    /// By series: every number below is spent.
    Map<String, Long> spent() {
        return spent;
    }

    boolean isSpent(List<ChainSlot> slots) {
        return slots.stream().anyMatch(slot -> slot.number() < spent.getOrDefault(slot.series(), 0L));
    }
}
