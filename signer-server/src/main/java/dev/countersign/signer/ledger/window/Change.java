package dev.countersign.signer.ledger.window;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.policy.Meter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A family, and what is to take its place. For a meter of a destination each is told with what goes there alone; that
/// is found once for all, because one transaction can pay thousands.
public final class Change {

    private final Family before;
    private final Family after;
    private Optional<Map<Account, Family>> beforeByDestination = Optional.empty();
    private Optional<Map<Account, Family>> afterByDestination = Optional.empty();

    public Change(Family before, Family after) {
        this.before = before;
        this.after = after;
    }

    Family before() {
        return before;
    }

    Family after() {
        return after;
    }

    /// What counted on a meter.
    List<Counted> before(Meter meter, Appraisal appraisal) {
        return meter.destination().isEmpty()
                ? before.on(meter, appraisal)
                : on(meter, beforeByDestination(), appraisal);
    }

    /// What will count on a meter.
    List<Counted> after(Meter meter, Appraisal appraisal) {
        return meter.destination().isEmpty() ? after.on(meter, appraisal) : on(meter, afterByDestination(), appraisal);
    }

    /// Everybody whom either pays.
    Set<Account> destinations() {
        var destinations = new HashSet<>(beforeByDestination().keySet());
        destinations.addAll(afterByDestination().keySet());
        return destinations;
    }

    private static List<Counted> on(Meter meter, Map<Account, Family> byDestination, Appraisal appraisal) {
        var family = byDestination.get(meter.destination().orElseThrow());
        return family == null ? List.of() : family.on(meter, appraisal);
    }

    private Map<Account, Family> beforeByDestination() {
        if (beforeByDestination.isEmpty()) {
            beforeByDestination = Optional.of(before.byDestination());
        }
        return beforeByDestination.get();
    }

    private Map<Account, Family> afterByDestination() {
        if (afterByDestination.isEmpty()) {
            afterByDestination = Optional.of(after.byDestination());
        }
        return afterByDestination.get();
    }
}
