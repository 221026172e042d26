package dev.countersign.signer.ledger.window;

import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The window of every meter that was asked for, kept up to date by every family that changes. Not
/// thread-safe.
public final class Windows {

    /// What all meters have in common that the same charge can count on.
    private record Drawer(Asset asset, Optional<Payer> payer, Optional<Client> client) {
        static Drawer of(Meter meter) {
            return new Drawer(meter.asset(), meter.payer(), meter.client());
        }
    }

    private record Window(Meter meter, WindowSum sum) {}

    private final Map<Meter, WindowSum> sums = new HashMap<>();
    private final Map<Drawer, List<Window>> drawers = new HashMap<>();

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
        drawers.computeIfAbsent(Drawer.of(meter), drawer -> new ArrayList<>()).add(new Window(meter, sum));
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
        var payer = Optional.of(after.payer());
        var clients = after.clients();
        clients.addAll(before.clients());
        var assets = after.assets();
        assets.addAll(before.assets());
        for (var asset : assets) {
            move(drawer(asset, payer, Optional.empty()), before, after, now);
            for (var client : clients) {
                move(drawer(asset, payer, Optional.of(client)), before, after, now);
                move(drawer(asset, Optional.empty(), Optional.of(client)), before, after, now);
            }
        }
    }

    private static void move(List<Window> windows, Family before, Family after, Instant now) {
        for (var window : windows) {
            window.sum().advance(now.toEpochMilli());
            window.sum().remove(before.on(window.meter()));
            window.sum().add(after.on(window.meter()));
        }
    }

    private List<Window> drawer(Asset asset, Optional<Payer> payer, Optional<Client> client) {
        return drawers.getOrDefault(new Drawer(asset, payer, client), List.of());
    }

    private WindowSum sum(Meter meter) {
        var sum = sums.get(meter);
        if (sum == null) {
            throw new IllegalStateException("no window was opened for " + meter);
        }
        return sum;
    }
}
