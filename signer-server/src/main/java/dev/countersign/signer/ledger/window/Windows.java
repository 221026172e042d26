package dev.countersign.signer.ledger.window;

import dev.countersign.signer.governance.prices.Prices;
import dev.countersign.signer.ledger.window.Sheet.Kin;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Period;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The sum of every meter that was asked for, kept up to date by every family that changes. Not
/// thread-safe.
public final class Windows {

    /// What all meters have in common that the same charge can count on; empty where a meter does not ask.
    private record Drawer(Optional<Asset> asset, Optional<Payer> payer, Optional<Client> client) {}

    /// A signature that was forgotten may be of use for ever; as long as the longest window must do for it to be spent.
    private static final Duration FULL_OF_OUTSTANDING = Duration.ofDays(30);

    private final Optional<Instant> fullSince;
    private final Map<Kin, Sheet> sheets = new HashMap<>();
    private final Map<Drawer, List<Sheet>> drawers = new HashMap<>();

    private Appraisal appraisal = new Appraisal(Optional.empty());

    /// Of a ledger that knows all that was signed.
    public Windows() {
        this(Optional.empty());
    }

    /// Of a ledger that may not.
    ///
    /// @param fullSince when the ledger was resumed without knowing all that was signed before, if ever
    public Windows(Optional<Instant> fullSince) {
        this.fullSince = fullSince;
    }

    /// Values by these prices, from now on, what was charged without a worth. Windows that hold such a charge are
    /// forgotten, to be rebuilt; the others, in which every charge has its worth, depend on no price.
    ///
    /// @param prices of the table in force, however old; empty if there is none
    public void price(Optional<Prices> prices) {
        if (appraisal.supposed()) {
            forget(Sheet::ofWorth);
        }
        appraisal = new Appraisal(prices);
    }

    /// Forgets the windows of worth; each is rebuilt when it is next asked for.
    public void forgetWorth() {
        forget(Sheet::ofWorth);
    }

    /// Forgets what is outstanding; it is counted anew when it is next asked for.
    public void forgetOutstanding() {
        forget(Sheet::ofOutstanding);
    }

    private void forget(Predicate<Sheet> which) {
        sheets.values().removeIf(which);
        drawers.values().forEach(drawer -> drawer.removeIf(which));
    }

    public boolean knows(Meter meter) {
        return sheets.containsKey(Kin.of(meter));
    }

    /// Forgets every window; each is rebuilt when it is next asked for.
    public void clear() {
        sheets.clear();
        drawers.clear();
    }

    /// The earliest settlement, ledger time in milliseconds, that [#open] needs to be given for a
    /// window of `length`.
    public static long earliest(Duration length, Instant now) {
        return WindowSum.earliest(length, now.toEpochMilli());
    }

    /// Tells families one by one.
    @FunctionalInterface
    public interface Families<E extends Exception> {
        void each(Consumer<Family> told) throws E;
    }

    /// Begins to count on `meter`, and on those for other destinations.
    ///
    /// @param families all that have a version which the meter sees, whatever the destination, and which is open or
    /// settled since [#earliest]; for what is outstanding, which can still be used
    public <E extends Exception> void open(Meter meter, Families<E> families, Instant now) throws E {
        var sheet = new Sheet(meter);
        families.each(family ->
                sheet.move(new Change(new Family(family.payer(), List.of()), family), appraisal, now.toEpochMilli()));
        sheets.put(Kin.of(meter), sheet);
        var asset = meter.quantity().ofAsset();
        if (meter.payers().isEmpty()) {
            put(new Drawer(asset, Optional.empty(), meter.client()), sheet);
        } else {
            for (var payer : meter.payers().get().members()) {
                put(new Drawer(asset, Optional.of(payer), meter.client()), sheet);
            }
        }
    }

    private void put(Drawer drawer, Sheet sheet) {
        drawers.computeIfAbsent(drawer, _ -> new ArrayList<>()).add(sheet);
    }

    /// What counts now on the meter of `limit`, which it [#knows]: all that the limit allows, while it may have been
    /// spent by signatures that the ledger has forgotten.
    public BigInteger used(MeteredLimit limit, Instant now) {
        var used = sum(limit.meter(), now).used();
        return fullUntil(limit.meter(), now).isPresent() ? used.max(limit.max()) : used;
    }

    private Optional<Instant> fullUntil(Meter meter, Instant now) {
        var length = switch (meter.period()) {
            case Period.Window(var window) -> window;
            case Period.Outstanding _ -> FULL_OF_OUTSTANDING;
        };
        return fullSince.map(since -> since.plus(length)).filter(now::isBefore);
    }

    /// Where `limit` would stand after a change that brings one version more, or again, which is not settled. Changes
    /// nothing.
    public Standing standing(MeteredLimit limit, Change change, Instant now) {
        var sum = sum(limit.meter(), now);
        var was = change.before(limit.meter(), appraisal);
        var is = change.after(limit.meter(), appraisal);
        var more = share(sum, is).subtract(share(sum, was));
        var total = sum.used().add(more);
        var requested =
                limit.meter().quantity() instanceof Quantity.Signatures ? BigInteger.ONE.min(total) : share(sum, is);
        var adds = limit.meter().period() instanceof Period.Window || more.signum() > 0;
        var excess = total.subtract(limit.max());
        var freeIn = excess.signum() > 0
                ? sum.millisUntilFree(excess, without(was, is), now.toEpochMilli())
                : OptionalLong.empty();
        var standing = new Standing(limit, total.subtract(requested), requested, adds, freeIn);
        return fullUntil(limit.meter(), now)
                .map(until -> standing.fullFor(Duration.between(now, until)))
                .orElse(standing);
    }

    private static BigInteger share(Sum sum, List<Counted> counted) {
        var share = BigInteger.ZERO;
        for (var part : counted) {
            share = share.add(sum.share(part));
        }
        return share;
    }

    /// What ages no more once `is` has taken its place.
    private static List<Counted> without(List<Counted> was, List<Counted> is) {
        var gone = new ArrayList<>(was);
        gone.removeAll(is);
        return gone;
    }

    /// Counts what a change makes of a family on every meter.
    public void move(Change change, Instant now) {
        var payer = Optional.of(change.after().payer());
        var clients = change.after().clients();
        clients.addAll(change.before().clients());
        move(Optional.empty(), payer, clients, change, now);
        var assets = change.after().assets();
        assets.addAll(change.before().assets());
        for (var asset : assets) {
            move(Optional.of(asset), payer, clients, change, now);
        }
    }

    private void move(Optional<Asset> asset, Optional<Payer> payer, Set<Client> clients, Change change, Instant now) {
        move(new Drawer(asset, payer, Optional.empty()), change, now);
        move(new Drawer(asset, Optional.empty(), Optional.empty()), change, now);
        for (var client : clients) {
            move(new Drawer(asset, payer, Optional.of(client)), change, now);
            move(new Drawer(asset, Optional.empty(), Optional.of(client)), change, now);
        }
    }

    private void move(Drawer drawer, Change change, Instant now) {
        for (var sheet : drawers.getOrDefault(drawer, List.of())) {
            sheet.move(change, appraisal, now.toEpochMilli());
        }
    }

    private Sum sum(Meter meter, Instant now) {
        var sheet = sheets.get(Kin.of(meter));
        if (sheet == null) {
            throw new IllegalStateException("no window was opened for " + meter);
        }
        return sheet.sum(meter, now.toEpochMilli());
    }
}
