package dev.countersign.signer.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.MeteredLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random lives of a ledger, held against [NaiveLedger] after every step. The seed is the test's name: put it
/// into `seeds` to live that life again.
class LedgerModelTest {

    private static final int STEPS = 250;

    @TempDir
    private Path path;

    /// Seeds of lives in which much happens.
    private static final List<Long> FULL_LIVES = List.of(1L, 2L, 3L);

    private Random random = new Random();
    private SteppedTime time = new SteppedTime();
    private ShiftingLimits policy = new ShiftingLimits(random);
    private final NaiveLedger naive = new NaiveLedger();
    private final List<Reservation> reservations = new ArrayList<>();
    private Path database = Path.of("");
    private Duration steppedBack = Duration.ZERO;
    private int names;
    private int signed;
    private int refused;

    static List<Long> seeds() {
        var seeds = new Random();
        var all = new ArrayList<>(FULL_LIVES);
        for (var i = 0; i < 2; i++) {
            all.add(seeds.nextLong());
        }
        return all;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void no_life_of_a_ledger_departs_from_the_naive_one(long seed) throws Exception {
        random = new Random(seed);
        policy = new ShiftingLimits(random);
        database = path.resolve("0.db");
        SqlLedger.create(database, TestAnchors.of(database), "test", time);
        var ledger = open();
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
        if (FULL_LIVES.contains(seed)) { // what is drawn may be a poor one, whose limits let little through
            assertThat(signed).isGreaterThan(10);
            assertThat(refused).isGreaterThan(5);
        }
    }

    private SqlLedger step(SqlLedger ledger) throws Exception {
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

    private void again(SqlLedger ledger) throws Exception {
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
    private void replace(SqlLedger ledger) throws Exception {
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

    private void reserve(SqlLedger ledger, Payment payment) throws Exception {
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
            var earlier = Optional.ofNullable(naive.entries.get(payment.requestId()));
            candidate.inDoubt = earlier.map(entry -> entry.charged).orElse(false);
            candidate.reservedIndex = reservation.journalIndex();
            naive.entries.put(payment.requestId(), candidate);
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
    private void requireLessWithOneMore(SqlLedger ledger, Payment payment) {
        var more = new ArrayList<>(payment.limits());
        more.add(random.nextInt(more.size() + 1), policy.any());
        if (passes(ledger, payment.limited(more.toArray(MeteredLimit[]::new)))) {
            assertThat(passes(ledger, payment))
                    .as("%s without the last of %s", payment, more)
                    .isTrue();
        }
    }

    private static boolean passes(SqlLedger ledger, Payment payment) {
        try {
            ledger.check(payment.request(), payment.approved());
            return true;
        } catch (Refused _) {
            return false;
        }
    }

    private boolean fitsSlot(Payment payment) {
        if (naive.entries.containsKey(payment.requestId())) {
            return true;
        }
        var versions = naive.onSlot(payment).stream()
                .map(entry -> entry.payment)
                .sorted((a, b) -> Integer.compare(number(a), number(b)))
                .toList();
        return versions.isEmpty()
                || (versions.stream().allMatch(version -> payment.price() > version.price())
                        && (payment.amount() == 0
                                || payment.amount() == versions.getFirst().amount()));
    }

    private void settle(SqlLedger ledger) throws Exception {
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

    private void release(SqlLedger ledger) throws Exception {
        if (reservations.isEmpty()) {
            return;
        }
        var reservation = reservations.get(random.nextInt(reservations.size()));
        var entry = entry(reservation);
        ledger.release(reservation, "a model's whim");
        if (!entry.settled() && !entry.inDoubt && entry.reservedIndex == reservation.journalIndex()) {
            entry.charged = false;
        }
    }

    private void stepBack() {
        var by = Duration.ofMillis(random.nextInt(3_600_000));
        time.step(by.negated());
        steppedBack = steppedBack.plus(by);
    }

    /// What a killed server leaves: the files as they are, with whatever the log holds.
    private SqlLedger crash(SqlLedger ledger) throws Exception {
        var copy = path.resolve("crash-" + names++ + ".db");
        Files.copy(TestAnchors.of(database), TestAnchors.of(copy));
        Files.copy(database, copy);
        if (Files.exists(Path.of(database + "-wal"))) {
            Files.copy(Path.of(database + "-wal"), Path.of(copy + "-wal"));
        }
        ledger.close();
        database = copy;
        time.step(steppedBack);
        steppedBack = Duration.ZERO;
        time.pass(Duration.ofMinutes(random.nextInt(120)));
        return open();
    }

    private void check(SqlLedger ledger) throws Refused {
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

    private SqlLedger open() throws LedgerRefused {
        return SqlLedger.open(TestAnchors.settings(database), time, "model");
    }

    private NaiveLedger.Entry entry(Reservation reservation) {
        return requireNonNull(
                naive.entries.get(reservation.request().requestId().value()));
    }

    private static Duration late(Meter meter) {
        return NaiveLedger.length(meter)
                .plusMillis(Math.ceilDiv(NaiveLedger.length(meter).toMillis(), 128));
    }

    private static int number(Payment payment) {
        return Integer.parseInt(payment.requestId().substring(1));
    }
}
