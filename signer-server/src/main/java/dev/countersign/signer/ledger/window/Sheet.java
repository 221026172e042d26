package dev.countersign.signer.ledger.window;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Period;
import dev.countersign.signer.policy.Meter.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The sums of all meters that differ in their destination alone: what was stored is read for all of
/// them at once, and a destination that was not charged takes no memory. A meter without a destination
/// has a sheet for itself.
final class Sheet {

    /// What the meters of one sheet have in common.
    record Kin(Scope scope, Optional<Payers> payers, Optional<Client> client, Quantity quantity, Period period) {

        static Kin of(Meter meter) {
            return new Kin(meter.scope(), meter.payers(), meter.client(), meter.quantity(), meter.period());
        }
    }

    private final Meter some;
    private final Map<Optional<Account>, Sum> sums = new HashMap<>();

    /// @param some any of its meters
    Sheet(Meter some) {
        this.some = some;
    }

    /// True if it depends on prices.
    boolean ofWorth() {
        return some.quantity() instanceof Quantity.Worth || some.quantity() instanceof Quantity.Unpriced;
    }

    /// True if it depends on what can still be used.
    boolean ofOutstanding() {
        return some.period() instanceof Period.Outstanding;
    }

    /// Counts what a change makes of a family.
    void move(Change change, Appraisal appraisal, long nowMillis) {
        if (some.scope() == Scope.DESTINATION) {
            for (var destination : change.destinations()) {
                move(some.to(destination), change, appraisal, nowMillis);
            }
        } else {
            move(some, change, appraisal, nowMillis);
        }
    }

    private void move(Meter meter, Change change, Appraisal appraisal, long nowMillis) {
        var was = change.before(meter, appraisal);
        var is = change.after(meter, appraisal);
        if (was.isEmpty() && is.isEmpty()) {
            return;
        }
        var sum = sums.computeIfAbsent(meter.destination(), _ -> Sum.of(meter.period(), nowMillis));
        sum.advance(nowMillis);
        was.forEach(sum::remove);
        is.forEach(sum::add);
    }

    /// The sum of one of the meters, at `nowMillis`.
    Sum sum(Meter meter, long nowMillis) {
        var sum = sums.get(meter.destination());
        if (sum == null) {
            return Sum.of(meter.period(), nowMillis); // nothing was charged: not worth keeping
        }
        sum.advance(nowMillis);
        return sum;
    }
}
