package dev.countersign.signer.ledger.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Period;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Thousands of short lives of families whose versions end by time or at once, in any order, held
/// against a sum that is made anew after every step.
class OutstandingWindowsTest {

    private static final int LIVES = 3_000;
    private static final int STEPS = 40;
    private static final List<Client> CLIENTS =
            List.of(TestGrants.HOT_WALLET, new Client("spiffe://firm.example/desk"));

    private static final Meter OF_KEY = meter(Scope.KEY, new Quantity.Units(TestGrants.ETH.asset()));
    private static final Meter OF_CLIENT = meter(Scope.CLIENT, new Quantity.Units(TestGrants.ETH.asset()));
    private static final Meter SIGNATURES = meter(Scope.KEY, new Quantity.Signatures(Optional.empty()));

    private static Meter meter(Scope scope, Quantity quantity) {
        return new Meter(
                scope,
                Optional.of(Payers.of(TestGrants.PAYER)),
                scope == Scope.CLIENT ? Optional.of(CLIENTS.getFirst()) : Optional.empty(),
                Optional.empty(),
                quantity,
                new Period.Outstanding());
    }

    @Test
    void what_counts_is_the_most_that_each_family_can_still_move() {
        for (var seed = 0; seed < LIVES; seed++) {
            live(new Random(seed), seed);
        }
    }

    private static void live(Random random, int seed) {
        var windows = new Windows();
        var families = new ArrayList<Family>();
        var now = 1_000_000L;
        for (var meter : List.of(OF_KEY, OF_CLIENT, SIGNATURES)) {
            windows.open(meter, _ -> {}, Instant.ofEpochMilli(now));
        }
        for (var step = 0; step < STEPS; step++) {
            now += random.nextInt(30);
            var at = random.nextInt(families.size() + 1);
            var before = at < families.size() ? families.get(at) : new Family(TestGrants.PAYER, List.of());
            var after = change(random, before, now, step);
            windows.move(new Change(before, after), Instant.ofEpochMilli(now));
            if (at < families.size()) {
                families.set(at, after);
            } else {
                families.add(after);
            }
            if (random.nextInt(10) == 0) {
                windows.clear(); // as after a restart
            }
            for (var meter : List.of(OF_KEY, OF_CLIENT, SIGNATURES)) {
                if (!windows.knows(meter)) {
                    windows.open(meter, families::forEach, Instant.ofEpochMilli(now));
                }
                assertThat(windows.used(new MeteredLimit("any", meter, BigInteger.ZERO), Instant.ofEpochMilli(now))
                                .longValueExact())
                        .as("seed %d, step %d, %s", seed, step, meter.scope())
                        .isEqualTo(naive(meter, families, now));
            }
        }
    }

    /// A version more, one that ends, is settled, or was never signed.
    private static Family change(Random random, Family family, long now, int step) {
        var versions = family.versions();
        if (versions.isEmpty() || random.nextInt(3) == 0) {
            var charges = new ArrayList<Charge>();
            if (random.nextInt(5) > 0) {
                charges.add(charge(Charge.Kind.OUTFLOW, 1 + random.nextInt(50)));
            }
            if (random.nextInt(5) > 0) {
                charges.add(charge(Charge.Kind.FEE, 1 + random.nextInt(9)));
            }
            var until = random.nextBoolean() ? Lifetime.ENDLESS : now + random.nextInt(-20, 300);
            return family.with(Version.reserved(step, CLIENTS.get(random.nextInt(2)), charges)
                    .until(until));
        }
        var some = versions.get(random.nextInt(versions.size()));
        return switch (random.nextInt(3)) {
            case 0 -> family.with(some.until(Version.DEAD));
            case 1 -> family.with(some.settled(now));
            default -> family.without(some.request());
        };
    }

    private static Charge charge(Charge.Kind kind, long units) {
        var to = kind == Charge.Kind.FEE ? Optional.<Account>empty() : Optional.of(TestGrants.EXCHANGE);
        return new Charge(kind, new Amount(TestGrants.ETH.asset(), BigInteger.valueOf(units)), to);
    }

    private static long naive(Meter meter, List<Family> families, long now) {
        long sum = 0;
        for (var family : families) {
            long outflow = 0;
            long fee = 0;
            long signatures = 0;
            for (var version : family.versions()) {
                if (version.until() <= now
                        || version.charges().isEmpty()
                        || (meter.client().isPresent() && !meter.client().get().equals(version.client()))) {
                    continue;
                }
                signatures++;
                for (var charge : version.charges()) {
                    var units = charge.amount().units().longValueExact();
                    outflow = charge.kind() == Charge.Kind.OUTFLOW ? Math.max(outflow, units) : outflow;
                    fee = charge.kind() == Charge.Kind.FEE ? Math.max(fee, units) : fee;
                }
            }
            sum += meter.quantity() instanceof Quantity.Signatures ? signatures : outflow + fee;
        }
        return sum;
    }

    @Test
    void waiting_helps_as_far_as_time_ends_enough() {
        var windows = new Windows();
        var now = Instant.ofEpochMilli(1_000);
        var nothing = new Family(TestGrants.PAYER, List.of());
        windows.open(OF_KEY, _ -> {}, now);
        windows.move(new Change(nothing, nothing.with(version(1, 30, 5_000))), now);
        windows.move(new Change(nothing, nothing.with(version(2, 50, Lifetime.ENDLESS))), now);
        windows.move(new Change(nothing, nothing.with(version(3, 20, 9_000))), now);
        var asked = new Change(nothing, nothing.with(version(4, 10, Lifetime.ENDLESS)));

        assertThat(standing(windows, 100, asked, now).freeInMillis()).hasValue(4_000);
        assertThat(standing(windows, 70, asked, now).freeInMillis()).hasValue(8_000);
        assertThat(standing(windows, 59, asked, now).freeInMillis()).isEmpty();
        assertThat(standing(windows, 110, asked, now).exceeded()).isFalse();
    }

    private static Standing standing(Windows windows, long max, Change change, Instant now) {
        return windows.standing(new MeteredLimit("l", OF_KEY, BigInteger.valueOf(max)), change, now);
    }

    private static Version version(long request, long units, long until) {
        return Version.reserved(request, CLIENTS.getFirst(), List.of(charge(Charge.Kind.OUTFLOW, units)))
                .until(until);
    }
}
