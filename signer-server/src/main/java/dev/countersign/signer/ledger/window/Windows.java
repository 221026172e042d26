package dev.countersign.signer.ledger.window;

import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The window of every meter that was asked for, kept up to date by every family that changes. Not
/// thread-safe.
public final class Windows {

    /// What all meters have in common that the same charge can count on.
    private record Drawer(Asset asset, Optional<PinnedKey> key, Optional<Client> client) {
        static Drawer of(Meter meter) {
            return new Drawer(meter.asset(), meter.key(), meter.client());
        }
    }

    private final Map<Meter, WindowSum> sums = new HashMap<>();
    private final Map<Drawer, List<Meter>> drawers = new HashMap<>();

    public boolean knows(Meter meter) {
        return sums.containsKey(meter);
    }

    /// Forgets every window; each is rebuilt when it is next asked for.
    public void clear() {
        sums.clear();
        drawers.clear();
    }

    /// The earliest settlement, ledger time in milliseconds, that [#open] needs to be given.
    public static long earliest(Meter meter, Instant now) {
        return WindowSum.earliest(meter.length(), now.toEpochMilli());
    }

    /// Begins to count on `meter`.
    ///
    /// @param families all that have a version which the meter sees and which is open or settled since
    /// [#earliest]
    public void open(Meter meter, List<Family> families, Instant now) {
        var sum = new WindowSum(meter.length(), now.toEpochMilli());
        families.forEach(family -> sum.add(family.on(meter)));
        sums.put(meter, sum);
        drawers.computeIfAbsent(Drawer.of(meter), drawer -> new ArrayList<>()).add(meter);
    }

    /// Base units that count now on a meter that [#knows].
    public BigInteger used(Meter meter, Instant now) {
        var sum = sum(meter);
        sum.advance(now.toEpochMilli());
        return sum.used();
    }

    /// Where `limit` would stand if `after` took the place of `before`. Changes nothing.
    public Standing standing(MeteredLimit limit, Family before, Family after, Instant now) {
        var sum = sum(limit.meter());
        sum.advance(now.toEpochMilli());
        var counted = before.on(limit.meter());
        var used = sum.used().subtract(sum.share(counted));
        var requested = after.on(limit.meter()).units();
        var excess = used.add(requested).subtract(limit.max());
        var freeIn =
                excess.signum() > 0 ? sum.millisUntilFree(excess, counted, now.toEpochMilli()) : OptionalLong.empty();
        return new Standing(limit, used, requested, freeIn);
    }

    /// Counts `after` in the place of `before` on every meter.
    public void move(Family before, Family after, Instant now) {
        for (var meter : touched(before, after)) {
            var sum = sum(meter);
            sum.advance(now.toEpochMilli());
            sum.remove(before.on(meter));
            sum.add(after.on(meter));
        }
    }

    private Set<Meter> touched(Family before, Family after) {
        var touched = new HashSet<Meter>();
        for (var family : List.of(before, after)) {
            var key = Optional.of(family.key());
            for (var asset : family.assets()) {
                touched.addAll(drawer(asset, key, Optional.empty()));
                for (var client : family.clients()) {
                    touched.addAll(drawer(asset, key, Optional.of(client)));
                    touched.addAll(drawer(asset, Optional.empty(), Optional.of(client)));
                }
            }
        }
        return touched;
    }

    private List<Meter> drawer(Asset asset, Optional<PinnedKey> key, Optional<Client> client) {
        return drawers.getOrDefault(new Drawer(asset, key, client), List.of());
    }

    private WindowSum sum(Meter meter) {
        var sum = sums.get(meter);
        if (sum == null) {
            throw new IllegalStateException("no window was opened for " + meter);
        }
        return sum;
    }
}
