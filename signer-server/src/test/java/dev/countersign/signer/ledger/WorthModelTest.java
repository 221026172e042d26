package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.governance.prices.TestPrices;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Random lives of a ledger whose prices move, whose policy has a reference currency at some times and none at others,
/// and which is started anew: held against [NaiveWorth] after every step.
@ParameterizedClass
@EnumSource(
        value = Place.class,
        names = {"SQLITE", "THREE_NODES"})
class WorthModelTest {

    private static final int STEPS = 200;

    /// So many seeds are of lives in which much happens.
    private static final int FULL_LIVES = 3;

    private static final List<Account> DESTINATIONS =
            List.of(TestGrants.EXCHANGE, TestGrants.account("0x" + "36".repeat(20)));

    @TempDir
    private static Path keys;

    private static TestPrices desk = new TestPrices(Map.of());

    private final Place place;
    private final NaiveWorth naive = new NaiveWorth();
    private Random random = new Random();
    private long policyVersion = 1;
    private long tableVersion;
    private boolean referenced = true;
    private Optional<Instant> takenIn = Optional.empty();
    private int names;
    private int signed;
    private int exceeded;
    private int unavailable;
    private int repriced;

    WorthModelTest(Place place) {
        this.place = place;
    }

    @BeforeAll
    static void make_keys() {
        desk = TestPrices.make(keys);
    }

    static LongStream seeds() {
        return Seeds.after(FULL_LIVES);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void no_life_with_prices_departs_from_the_naive_one(long seed, @TempDir Path path) throws Exception {
        random = new Random(seed);
        try (var ledger = new PricedFolder(place, path, desk)) {
            for (var i = 0; i < STEPS; i++) {
                step(ledger);
                check(ledger);
            }
        }
        if (seed >= 0 && seed < FULL_LIVES) { // what is drawn may be a poor one
            assertThat(List.of(signed, exceeded, unavailable, repriced))
                    .allSatisfy(count -> assertThat(count).isPositive());
        }
    }

    private void step(PricedFolder ledger) throws Exception {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6 -> reserve(ledger, fresh(ledger));
            case 7 -> replace(ledger);
            case 8 -> again(ledger);
            case 9, 10, 11, 12 -> settle(ledger);
            case 13 -> release(ledger);
            case 14, 15 -> price(ledger);
            case 16 -> ledger.pass(Duration.ofMillis(random.nextInt(30 * 3_600_000)));
            case 17 -> ledger.pass(Duration.ofMillis(random.nextInt(3 * 3_600_000)));
            case 18 -> {
                referenced = !referenced || random.nextBoolean();
                ledger.decide(++policyVersion, referenced ? Optional.of(desk.reference()) : Optional.empty());
            }
            default -> ledger.folder.restart();
        }
    }

    private Payment fresh(PricedFolder ledger) {
        var id = "r" + names++;
        var some = random.nextInt(4) == 0
                ? ledger.eth(id, 1 + random.nextInt(5), names)
                : ledger.usdc(id, 1 + random.nextInt(1_500), names);
        return some.withFee(1 + random.nextInt(3) * 1_000_000_000_000_000L)
                .to(DESTINATIONS.get(random.nextInt(DESTINATIONS.size())));
    }

    private void replace(PricedFolder ledger) throws Exception {
        pick().ifPresent(entry -> {
            var earlier = entry.payment.by(ledger.grant);
            var amount = random.nextInt(4) == 0 ? 0 : earlier.amount();
            try {
                reserve(
                        ledger,
                        earlier.named("r" + names++)
                                .paying(amount)
                                .priced(earlier.price() + 1 + random.nextInt(3))
                                .withFee(earlier.fee() + random.nextInt(2) * 1_000_000_000_000_000L));
            } catch (Refused e) {
                throw new AssertionError(e);
            }
        });
    }

    private void again(PricedFolder ledger) throws Exception {
        var open = pick().filter(entry -> entry.settledAt.isEmpty());
        if (open.isPresent()) {
            reserve(ledger, open.get().payment.by(ledger.grant));
        }
    }

    private void reserve(PricedFolder ledger, Payment unlimited) throws Refused {
        var now = ledger.folder.ledger.now();
        var usable = referenced && isUsable(now);
        // a payment that is made again brings the limits of a policy that may decide no more
        var limits = referenced ? limits(unlimited.to(), unlimited.amount() == 0) : new MeteredLimit[0];
        var payment = unlimited.limited(limits);
        var charges = naive.value(payment, usable);
        try {
            var reservation = ledger.folder.reserve(payment);
            var entry = new NaiveWorth.Entry(payment, charges, Optional.of(reservation));
            if (referenced) {
                assertThat(usable).isTrue();
                for (var limit : payment.limits()) {
                    assertThat(naive.used(limit.meter(), now, length(limit.meter()), Optional.of(entry)))
                            .as("%s after %s", limit, payment)
                            .isLessThanOrEqualTo(limit.max().longValueExact());
                }
            }
            var earlier = Optional.ofNullable(naive.entries.get(payment.requestId()));
            entry.inDoubt = earlier.map(before -> before.charged).orElse(false);
            naive.entries.put(payment.requestId(), entry);
        } catch (Refused e) {
            refused(e, payment, charges, usable, now);
        }
    }

    private void refused(Refused e, Payment payment, List<NaiveWorth.Valued> charges, boolean usable, Instant now) {
        if (e.reason() == Reason.NONCE_ALREADY_SIGNED) {
            return; // a replacement of what was replaced by a dearer one, or cancelled
        }
        assertThat(referenced).as("%s", e).isTrue();
        assertThat(e.reason()).isEqualTo(usable ? Reason.LIMIT_EXCEEDED : Reason.PRICE_UNAVAILABLE);
        if (usable) {
            exceeded++;
            var candidate = Optional.of(new NaiveWorth.Entry(payment, charges, Optional.empty()));
            assertThat(payment.limits())
                    .as("a reason for %s", e)
                    .anySatisfy(limit -> assertThat(naive.used(limit.meter(), now, late(limit.meter()), candidate))
                            .isGreaterThan(limit.max().longValueExact()));
        } else {
            unavailable++;
        }
    }

    private void settle(PricedFolder ledger) throws Exception {
        var open = naive.entries.values().stream()
                .filter(entry -> entry.charged && entry.settledAt.isEmpty())
                .toList();
        if (!open.isEmpty()) {
            var entry = open.get(random.nextInt(open.size()));
            ledger.folder.ledger.settle(entry.reservation.orElseThrow(), entry.payment.signatures());
            entry.settledAt = Optional.of(ledger.folder.ledger.now());
            signed++;
        }
    }

    private void release(PricedFolder ledger) throws Exception {
        var some = pick().filter(entry -> entry.settledAt.isEmpty());
        if (some.isPresent()) {
            ledger.folder.ledger.release(some.get().reservation.orElseThrow(), "a model's whim");
            some.get().charged = some.get().inDoubt && some.get().charged;
        }
    }

    /// A table that follows, or that comes too early or goes too far.
    private void price(PricedFolder ledger) throws Exception {
        if (!referenced) {
            return;
        }
        var now = ledger.folder.ledger.now();
        var percent = 70 + random.nextInt(60);
        var before = naive.prices.getOrDefault(TestPrices.ETH, new BigDecimal("3000"));
        var eth = before.multiply(BigDecimal.valueOf(percent)).movePointLeft(2).setScale(6, RoundingMode.DOWN);
        var fits =
                takenIn.map(at -> !now.isBefore(at.plus(Duration.ofHours(1)))).orElse(true)
                        && eth.compareTo(before.multiply(new BigDecimal("0.8"))) >= 0
                        && percent <= 120;
        try {
            ledger.set(++tableVersion, eth.toPlainString(), "1");
            assertThat(fits).isTrue();
            naive.prices.put(TestPrices.ETH, eth);
            naive.prices.put(TestPrices.USDC, BigDecimal.ONE);
            takenIn = Optional.of(now);
            repriced++;
        } catch (Refused e) {
            assertThat(e.reason()).isEqualTo(Reason.PRICES_REFUSED);
            assertThat(fits).as("%s", e).isFalse();
        }
    }

    private boolean isUsable(Instant now) {
        return takenIn.filter(at -> !now.isAfter(at.plus(Duration.ofHours(24)))).isPresent();
    }

    private void check(PricedFolder ledger) throws Refused {
        if (!referenced || takenIn.isEmpty()) {
            return;
        }
        ledger.standing();
        var now = ledger.folder.ledger.now();
        for (var destination : DESTINATIONS) {
            for (var limit : limits(destination, false)) {
                assertThat(ledger.folder.used(limit))
                        .as("used on %s", limit)
                        .isBetween(
                                naive.used(limit.meter(), now, length(limit.meter()), Optional.empty()),
                                naive.used(limit.meter(), now, late(limit.meter()), Optional.empty()));
            }
        }
    }

    private static MeteredLimit[] limits(Account destination, boolean cancels) {
        var usd = new Quantity.Worth(TestPrices.USD);
        var limits = new ArrayList<MeteredLimit>();
        limits.add(Payment.limit(Scope.KEY, usd, Duration.ofHours(24), 9_000));
        limits.add(Payment.limit(Scope.GROUP, usd, Duration.ofHours(7), 4_000));
        limits.add(Payment.limit(Scope.ALL, usd, Duration.ofDays(3), 30_000));
        if (!cancels) {
            limits.add(PricedFolder.perDay(destination, 5_000));
        }
        return limits.toArray(MeteredLimit[]::new);
    }

    private Optional<NaiveWorth.Entry> pick() {
        var all = List.copyOf(naive.entries.values());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    private static Duration late(Meter meter) {
        return length(meter).plusMillis(Math.ceilDiv(length(meter).toMillis(), 128));
    }

    private static Duration length(Meter meter) {
        return ((Meter.Period.Window) meter.period()).length();
    }
}
