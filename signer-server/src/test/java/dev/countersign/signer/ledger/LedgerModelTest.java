package dev.countersign.signer.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.MeteredLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Random lives of a ledger, held against [NaiveLedger] after every step. The test's name has the seed.
@ParameterizedClass
@EnumSource(Place.class)
class LedgerModelTest {

    private static final int STEPS = 250;

    /// So many seeds are of lives in which much happens.
    private static final int FULL_LIVES = 3;

    @TempDir
    private Path path;

    private final Place place;
    private Random random = new Random();
    private SteppedTime time = new SteppedTime();
    private ShiftingLimits policy = new ShiftingLimits(random);
    private final NaiveLedger naive = new NaiveLedger();
    private final List<Reservation> reservations = new ArrayList<>();
    private KilledLedger life;
    private Duration steppedBack = Duration.ZERO;
    private int names;
    private int signed;
    private int refused;

    LedgerModelTest(Place place) {
        this.place = place;
    }

    @BeforeEach
    void make() throws Exception {
        life = new KilledLedger(place, path, time);
    }

    static LongStream seeds() {
        return Seeds.after(FULL_LIVES);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void no_life_of_a_ledger_departs_from_the_naive_one(long seed) throws Exception {
        random = new Random(seed);
        policy = new ShiftingLimits(random);
        var ledger = life.open();
        try {
            ledger.activate(policy.grants().getFirst().bundle());
            for (var i = 0; i < STEPS; i++) {
                ledger = step(ledger);
                check(ledger);
            }
        } finally {
            ledger.close();
        }
        for (var limit : policy.lasting()) {
            assertThat(naive.mostSigned(limit.meter()))
                    .as("signed in a true window of %s", limit.meter())
                    .isLessThanOrEqualTo(limit.max().longValueExact());
        }
        if (seed >= 0 && seed < FULL_LIVES) { // what is drawn may be a poor one, whose limits let little through
            assertThat(signed).isGreaterThan(10);
            assertThat(refused).isGreaterThan(5);
        }
    }

    private Ledger step(Ledger ledger) throws Exception {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> reserve(ledger, fresh());
            case 6 -> again(ledger);
            case 7, 8 -> replace(ledger);
            case 9, 10, 11, 12, 13 -> settle(ledger);
            case 14 -> release(ledger);
            case 15 -> time.pass(Duration.ofMillis(random.nextInt(3 * 3_600_000)));
            case 16 -> time.pass(Duration.ofMillis(random.nextInt(2_500)));
            case 17 -> stepBack();
            case 18 -> policy.change();
            default -> {
                return crash(ledger);
            }
        }
        return ledger;
    }

    private Payment fresh() {
        var grant = policy.grants().get(random.nextInt(policy.grants().size()));
        var asset = random.nextInt(3) == 0 ? Payment.ETH : Payment.USDC;
        return policy.limited(new Payment(
                grant,
                "r" + names++,
                asset,
                1 + random.nextInt(400),
                1 + random.nextInt(30),
                names,
                10,
                policy.destination(),
                List.of()));
    }

    private void again(Ledger ledger) throws Exception {
        var open = naive.entries.values().stream()
                .filter(entry -> !entry.settled())
                .map(entry -> entry.payment)
                .toList();
        if (!open.isEmpty()) {
            reserve(ledger, policy.limited(open.get(random.nextInt(open.size()))));
        }
    }

    /// A replacement, a cancellation, or something that is neither and must be refused; by any client of the
    /// key.
    private void replace(Ledger ledger) throws Exception {
        var all = List.copyOf(naive.entries.values());
        if (all.isEmpty()) {
            return;
        }
        var earlier = all.get(random.nextInt(all.size())).payment;
        var sameKey = policy.grants().stream()
                .filter(grant -> grant.key().equals(earlier.grant().key()))
                .toList();
        var amount = switch (random.nextInt(4)) {
            case 0 -> 0L;
            case 1 -> earlier.amount() + 1;
            default -> earlier.amount();
        };
        var replacement = new Payment(
                sameKey.get(random.nextInt(sameKey.size())),
                "r" + names++,
                earlier.asset(),
                amount,
                1 + random.nextInt(60),
                earlier.nonce(),
                earlier.price() + random.nextInt(3),
                earlier.to(),
                List.of());
        reserve(ledger, policy.limited(replacement));
    }

    private void reserve(Ledger ledger, Payment payment) throws Exception {
        var now = ledger.now();
        var candidate = new NaiveLedger.Entry(payment);
        var fits = fitsSlot(payment);
        requireLessWithOneMore(ledger, payment);
        try {
            var reservation = ledger.reserve(payment.request(), payment.approved());
            assertThat(fits).as("slot of %s", payment).isTrue();
            for (var limit : payment.limits()) {
                assertThat(naive.used(limit.meter(), now, NaiveLedger.length(limit.meter()), List.of(candidate)))
                        .as("%s after %s", limit, payment)
                        .isLessThanOrEqualTo(limit.max().longValueExact());
            }
            reservations.add(reservation);
            naive.reserve(payment.requestId(), payment, reservation.journalIndex());
        } catch (Refused e) {
            refused++;
            assertThat(e.reason()).isEqualTo(fits ? Reason.LIMIT_EXCEEDED : Reason.NONCE_ALREADY_SIGNED);
            if (fits) {
                assertThat(payment.limits())
                        .as("a reason for %s", e)
                        .anySatisfy(limit -> assertThat(
                                        naive.used(limit.meter(), now, late(limit.meter()), List.of(candidate)))
                                .isGreaterThan(limit.max().longValueExact()));
            }
        }
    }

    /// Adding a limit never allows more.
    private void requireLessWithOneMore(Ledger ledger, Payment payment) {
        var more = new ArrayList<>(payment.limits());
        more.add(random.nextInt(more.size() + 1), policy.any());
        if (passes(ledger, payment.limited(more.toArray(MeteredLimit[]::new)))) {
            assertThat(passes(ledger, payment))
                    .as("%s without the last of %s", payment, more)
                    .isTrue();
        }
    }

    private static boolean passes(Ledger ledger, Payment payment) {
        try {
            ledger.check(payment.request(), payment.approved());
            return true;
        } catch (Refused _) {
            return false;
        }
    }

    private boolean fitsSlot(Payment payment) {
        return naive.entries.containsKey(payment.requestId()) || naive.fitsSlot(payment);
    }

    private void settle(Ledger ledger) throws Exception {
        var open = reservations.stream()
                .filter(reservation -> entry(reservation).charged)
                .toList();
        if (open.isEmpty()) {
            return;
        }
        var reservation = open.get(random.nextInt(open.size()));
        var entry = entry(reservation);
        var settled = ledger.settle(reservation, entry.payment.signatures());
        assertThat(settled.signatures())
                .containsExactly(entry.payment.signatures().getFirst().bytes());
        if (!entry.settled()) {
            entry.settledAt = ledger.now();
            entry.signedAt = time.wall().plus(steppedBack);
            signed++;
        }
    }

    private void release(Ledger ledger) throws Exception {
        if (reservations.isEmpty()) {
            return;
        }
        var reservation = reservations.get(random.nextInt(reservations.size()));
        var entry = entry(reservation);
        ledger.release(reservation, "a model's whim");
        if (NaiveLedger.givesBack(entry, reservation.journalIndex())) {
            entry.charged = false;
        }
    }

    /// A minute from the clock that several nodes share nothing is signed: so only one that serves alone has its clock
    /// stepped.
    private void stepBack() {
        if (place != Place.SQLITE) {
            return;
        }
        var by = Duration.ofMillis(random.nextInt(3_600_000));
        time.step(by.negated());
        steppedBack = steppedBack.plus(by);
    }

    private Ledger crash(Ledger ledger) throws Exception {
        life.kill(ledger);
        time.step(steppedBack);
        steppedBack = Duration.ZERO;
        time.pass(Duration.ofMinutes(random.nextInt(120)));
        return life.open();
    }

    private void check(Ledger ledger) throws Refused {
        var now = ledger.now();
        for (var headroom : ledger.headroom(policy.limits())) {
            var meter = headroom.limit().meter();
            assertThat(headroom.used().longValueExact())
                    .as("used on %s", headroom.limit())
                    .isBetween(
                            naive.used(meter, now, NaiveLedger.length(meter), List.of()),
                            naive.used(meter, now, late(meter), List.of()));
        }
    }

    private NaiveLedger.Entry entry(Reservation reservation) {
        return requireNonNull(
                naive.entries.get(reservation.request().requestId().value()));
    }

    private static Duration late(Meter meter) {
        return NaiveLedger.length(meter)
                .plusMillis(Math.ceilDiv(NaiveLedger.length(meter).toMillis(), 128));
    }
}
