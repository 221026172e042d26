package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.chain.Lifetimes;
import dev.countersign.signer.ledger.window.Lifetime;
import dev.countersign.signer.ledger.window.Version;
import dev.countersign.signer.model.ChainSlot;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.policy.Charge;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What of the families can still be used, by what the journal says was observed. Keeps nothing for a
/// policy that does not limit it.
final class Living {

    private record Use(Kin kin, long row) {}

    private final boolean limited;
    private final Lifetimes lifetimes = new Lifetimes();
    private final Map<String, Long> spent = new HashMap<>();
    private final Map<String, TreeMap<Long, Set<Use>>> uses = new HashMap<>();

    /// @param limited whether the policy limits what is outstanding
    Living(boolean limited) {
        this.limited = limited;
    }

    /// When a version can be used no more, as far as it is known by now.
    long until(Asked asked, Kin kin, long row, List<Charge> charges) {
        if (!limited || charges.isEmpty()) {
            return Version.DEAD;
        }
        var lifetime = lifetimes.of(asked.intent(), kin.family().payer());
        if (lifetime.slots().stream().anyMatch(this::isSpent)) {
            return Version.DEAD;
        }
        for (var slot : lifetime.slots()) {
            uses.computeIfAbsent(slot.series(), _ -> new TreeMap<>())
                    .computeIfAbsent(slot.number(), _ -> new LinkedHashSet<>())
                    .add(new Use(kin, row));
        }
        return lifetime.until();
    }

    /// What ends by an observation: of each family, the rows.
    Map<Kin, Set<Long>> ended(JournalEntry.Observed entry) {
        var ended = new HashMap<Kin, Set<Long>>();
        for (var one : entry.spent()) {
            spent.merge(one.series(), one.next(), Math::max);
            ended(one)
                    .forEach(use -> ended.computeIfAbsent(use.kin(), _ -> new LinkedHashSet<>())
                            .add(use.row()));
        }
        return ended;
    }

    private Set<Use> ended(Spent one) {
        var below = uses.getOrDefault(one.series(), new TreeMap<>()).headMap(one.next());
        var ended = new LinkedHashSet<Use>();
        below.values().forEach(ended::addAll);
        below.clear();
        return ended;
    }

    private boolean isSpent(ChainSlot slot) {
        return slot.number() < spent.getOrDefault(slot.series(), 0L);
    }

    /// True if a version counts as outstanding at this time, or will go on to.
    static boolean isLiving(Version version, long nowMillis) {
        return version.until() == Lifetime.ENDLESS || version.until() > nowMillis;
    }
}
