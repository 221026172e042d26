package dev.countersign.signer.audit;

import dev.countersign.signer.audit.RequestHistory.RequestName;
import dev.countersign.signer.ledger.LedgerReader;
import dev.countersign.signer.ledger.LedgerReader.StoredLiving;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.ledger.chain.Lifetimes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Holds what is stored of the chains (what can still be used, what is spent) against what the entries
/// say it must be. What expired may be stored still.
final class LivingChecks {

    private final Problems problems;
    private final Map<RequestName, RequestHistory> requests;
    private final ChainHistory chains;
    private final long now;
    private final Lifetimes lifetimes = new Lifetimes();

    LivingChecks(Problems problems, EntryChecks entries) {
        this.problems = problems;
        this.requests = entries.requests();
        this.chains = entries.chains();
        this.now = entries.last().toEpochMilli();
    }

    void checkSpent(LedgerReader reader) {
        var due = new HashMap<>(chains.spent());
        reader.spent(stored -> {
            var next = due.remove(stored.series());
            if (next == null || next != stored.next()) {
                problems.general("it is stored that " + stored.text() + " is spent, but the entries do not give it so");
            }
        });
        due.forEach((series, next) -> problems.general("it is not stored that " + series + " is spent up to " + next));
    }

    void checkLiving(LedgerReader reader) {
        var due = new HashSet<StoredLiving>();
        requests.forEach((name, history) -> due.addAll(due(name, history)));
        reader.living(stored -> {
            if (!due.remove(stored) && stored.until() > now) {
                problems.general("the stored " + words(stored) + " does not follow from the entries");
            }
        });
        due.removeIf(living -> living.until() <= now);
        due.forEach(
                living -> problems.general("the " + words(living) + " follows from the entries, but is not stored"));
    }

    private Set<StoredLiving> due(RequestName name, RequestHistory history) {
        var due = new HashSet<StoredLiving>();
        var reserved = history.latest();
        var lifetime = lifetimes.of(reserved.intent(), reserved.payer());
        if (history.state() != State.RELEASED && !reserved.charges().isEmpty() && !chains.isSpent(lifetime.slots())) {
            lifetime.slots()
                    .forEach(
                            slot -> due.add(new StoredLiving(name.client(), name.requestId(), slot, lifetime.until())));
        }
        return due;
    }

    private static String words(StoredLiving living) {
        return "outstanding " + new RequestName(living.client(), living.requestId()) + " on "
                + living.slot().series() + " " + living.slot().number();
    }
}
