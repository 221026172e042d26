package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.audit.backtest.Changed.Direction;
import dev.countersign.signer.model.Refusal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Counts what is in the period, and hands on what changed.
final class Tally {

    private final Instant since;
    private final Consumer<Changed> changes;
    private final Map<Unjudged, Long> unjudged = new EnumMap<>(Unjudged.class);
    private Optional<Instant> from = Optional.empty();
    private Optional<Instant> until = Optional.empty();
    private long allowed;
    private long refused;
    private long allowedNow;
    private long refusedNow;
    private long repeats;
    private long named;

    /// @param since what is before counts in the windows, and is not reported
    Tally(Instant since, Consumer<Changed> changes) {
        this.since = since;
        this.changes = changes;
    }

    /// An entry was read.
    void at(Instant at) {
        if (reports(at)) {
            from = from.or(() -> Optional.of(at));
            until = Optional.of(at);
        }
    }

    /// The policy would allow it.
    void allows(Asked asked) {
        if (!judges(asked)) {
            return;
        }
        if (asked.refusal().isPresent()) {
            allowedNow++;
            changes.accept(
                    Changed.of(Direction.ALLOWED_NOW, asked, asked.refusal().get()));
        } else {
            allowed++;
        }
    }

    /// The policy would refuse it.
    void refuses(Asked asked, Refusal refusal) {
        if (!judges(asked)) {
            return;
        }
        if (asked.refusal().isPresent()) {
            refused++;
        } else {
            refusedNow++;
            changes.accept(Changed.of(Direction.REFUSED_NOW, asked, refusal));
        }
    }

    /// The policy would have signed it before, where it was refused.
    void answers(Asked asked) {
        if (!judges(asked)) {
            return;
        }
        if (asked.refusal().isPresent()) {
            repeats++;
        } else {
            allowed++;
        }
    }

    void leavesOpen(Instant at, Unjudged why, long count) {
        if (reports(at)) {
            unjudged.merge(why, count, Long::sum);
        }
    }

    BacktestReport report() {
        return new BacktestReport(from, until, allowed, refused, allowedNow, refusedNow, repeats, named, unjudged);
    }

    private boolean judges(Asked asked) {
        if (!reports(asked.at())) {
            return false;
        }
        named += asked.isNamed() ? 1 : 0;
        return true;
    }

    private boolean reports(Instant at) {
        return !at.isBefore(since);
    }
}
