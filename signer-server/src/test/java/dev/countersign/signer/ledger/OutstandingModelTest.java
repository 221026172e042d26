package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.governance.Sighting;
import dev.countersign.signer.governance.TestWitnessed;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Random lives of what is outstanding, with replacements, deadlines, observations, releases, doubt and
/// restarts, held after every step against a list that is summed up anew. What is told is exact, not
/// only late. The seed is the test's name.
@ParameterizedClass
@EnumSource(Place.class)
class OutstandingModelTest {

    private final Place place;

    private static final int STEPS = 80;
    private static final int CHOSEN = 5;

    @TempDir
    private Path path;

    private final NaiveOutstanding naive = new NaiveOutstanding();
    private Random random = new Random();
    private List<Grant> grants = List.of();
    private List<MeteredLimit> meters = List.of();
    private long nextNonce;
    private int nextOutput = 1;
    private long block;
    private int names;
    private int refused;
    private int freed;

    OutstandingModelTest(Place place) {
        this.place = place;
    }

    static LongStream seeds() {
        return Seeds.after(CHOSEN);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void what_is_outstanding_is_what_can_still_be_used(long seed) throws Exception {
        random = new Random(seed);
        grants = grants();
        meters = meters();
        try (var folder = new LedgerFolder(place, path, grants.getFirst())) {
            for (var i = 0; i < STEPS; i++) {
                step(folder);
                check(folder);
            }
            folder.ledger.close();
            LedgerFolder.requireVerified(folder.engine);
        }
        if (seed >= 0 && seed < CHOSEN) { // what is drawn may be a poor life
            assertThat(freed + refused).isPositive();
        }
    }

    /// Two clients' for one key.
    private List<Grant> grants() {
        var all = new ShiftingLimits(random).grants();
        return List.of(all.get(0), all.get(2));
    }

    private List<MeteredLimit> meters() {
        var most = 1_000_000L;
        var client = Optional.of(grants.getLast().client());
        var nobody = Optional.<Client>empty();
        return List.of(
                Spend.outstanding(Payment.ETH, most),
                Spend.outstanding(Payment.USDC, most),
                Spend.outstanding(Spend.BTC, most),
                Spend.outstanding(Scope.CLIENT, new Quantity.Units(Payment.USDC), client, most),
                Spend.outstandingTo(TestGrants.EXCHANGE, Payment.ETH, most),
                Spend.outstanding(Scope.ALL, new Quantity.Signatures(Optional.empty()), nobody, most),
                Spend.outstanding(Scope.KEY, new Quantity.Signatures(Optional.of(Payment.USDC)), nobody, most));
    }

    private void step(LedgerFolder folder) throws Exception {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> reserve(folder, payment());
            case 4, 5 -> reserve(folder, permit(folder));
            case 6 -> reserve(folder, Spend.ofOutputs(grant(), name(), amount(), outputs()));
            case 7, 8 -> replace(folder);
            case 9 -> again(folder);
            case 10, 11 -> settle(folder);
            case 12 -> release(folder);
            case 13 -> folder.time.pass(Duration.ofMillis(random.nextInt(40 * 3_600_000)));
            case 14 -> observe(folder);
            default -> folder.restart();
        }
    }

    private Spend payment() {
        var asset = random.nextBoolean() ? Payment.ETH : Payment.USDC;
        return Spend.ofNonce(grant(), name(), asset, amount(), nextNonce++).dearer(0, 1 + random.nextInt(30));
    }

    private Spend permit(LedgerFolder folder) throws Refused {
        var deadline = folder.ledger.now().plusSeconds(random.nextInt(-100_000, 100_000));
        return Spend.permit(grant(), name(), amount(), names, Instant.ofEpochSecond(deadline.getEpochSecond()));
    }

    private List<Integer> outputs() {
        var outputs = new ArrayList<Integer>();
        for (var i = random.nextInt(3); i >= 0; i--) {
            outputs.add(nextOutput++);
        }
        return outputs;
    }

    private void replace(LedgerFolder folder) throws Exception {
        var some = some(entry -> entry.spend.expiry().isEmpty());
        if (some.isEmpty()) {
            return;
        }
        var last = naive.entries.values().stream()
                .filter(entry -> entry.family().equals(some.get().family()))
                .map(entry -> entry.spend)
                .max((one, other) -> Long.compare(one.price(), other.price()))
                .orElseThrow();
        var wider = new ArrayList<>(last.slotIds());
        if (last.asset().equals(Spend.BTC) && random.nextBoolean()) {
            wider.add(Spend.slotId(Spend.outpoint(nextOutput++)));
        }
        reserve(
                folder,
                last.on(wider)
                        .named(name())
                        .by(grant())
                        .dearer(1, last.asset().equals(Spend.BTC) ? 0 : random.nextInt(60)));
    }

    private void again(LedgerFolder folder) throws Exception {
        var open = some(entry -> !entry.settled);
        if (open.isPresent()) {
            reserve(folder, open.get().spend);
        }
    }

    /// Under all limits, one of them as tight as it comes.
    private void reserve(LedgerFolder folder, Spend spend) throws Exception {
        var now = folder.ledger.now();
        var limits = new ArrayList<MeteredLimit>();
        var exceeded = false;
        for (var metered : meters) {
            if (metered.meter().sees(spend.approved().payer(), spend.grant().client())
                    && metered.meter().counts(spend.approved().charges())) {
                var before = naive.outstanding(metered.meter(), now, Optional.empty());
                var after = naive.outstanding(metered.meter(), now, Optional.of(spend));
                var max = random.nextInt(12) == 0
                        ? random.nextLong(after + 2)
                        : metered.max().longValueExact();
                limits.add(new MeteredLimit(metered.limitId(), metered.meter(), BigInteger.valueOf(max)));
                exceeded |= after > max && after > before;
            }
        }
        try {
            var limited = spend.limited(limits.toArray(MeteredLimit[]::new));
            var reservation = folder.ledger.reserve(limited.request(), limited.approved());
            assertThat(exceeded).as("%s under %s", spend, limits).isFalse();
            naive.entries.put(spend.requestId(), naive.entry(spend, reservation));
        } catch (Refused refusal) {
            assertThat(refusal.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
            assertThat(exceeded).as("%s under %s", spend, limits).isTrue();
            refused++;
        }
    }

    private void settle(LedgerFolder folder) throws Exception {
        var open = some(entry -> !entry.settled && !entry.released);
        if (open.isPresent()) {
            folder.ledger.settle(open.get().reservation, open.get().spend.signatures());
            open.get().settled = true;
        }
    }

    private void release(LedgerFolder folder) throws Exception {
        var open = some(entry -> !entry.settled && !entry.released && entry.reservation.attempt() == 1);
        if (open.isPresent()) {
            folder.ledger.release(open.get().reservation, "a model's whim");
            open.get().released = true;
        }
    }

    private void observe(LedgerFolder folder) throws Exception {
        var living = naive.entries.values().stream().filter(entry -> !entry.released && !entry.spent);
        var before = living.filter(entry -> entry.end() > nowMillis(folder)).count();
        if (random.nextBoolean()) {
            naive.spentNonce += 1 + random.nextInt(3); // beyond what was asked for here, too
            observe(folder, TestGrants.MAINNET, new Sighting.AccountNonce(TestGrants.ACCOUNT, naive.spentNonce));
        } else {
            var outpoint = Spend.outpoint(1 + random.nextInt(nextOutput + 1));
            if (naive.spentOutputs.add(Spend.slotId(outpoint))) {
                observe(folder, Spend.BITCOIN, new Sighting.SpentOutput(Spend.BITCOIN, outpoint));
            }
        }
        naive.entries.values().forEach(entry -> entry.spent |= naive.isSpent(entry.spend));
        var after = naive.entries.values().stream()
                .filter(entry -> !entry.released && !entry.spent && entry.end() > nowMillis(folder))
                .count();
        freed += (int) (before - after);
    }

    private void observe(LedgerFolder folder, Chain chain, Sighting sighting) throws Refused {
        folder.ledger.observe(TestWitnessed.at(folder.grant.bundle(), chain, ++block, sighting));
    }

    private static long nowMillis(LedgerFolder folder) {
        return folder.time.wall().toEpochMilli();
    }

    private void check(LedgerFolder folder) throws Refused {
        var now = folder.ledger.now();
        for (var headroom : folder.ledger.headroom(meters)) {
            assertThat(headroom.used().longValueExact())
                    .as("outstanding on %s", headroom.limit().meter())
                    .isEqualTo(naive.outstanding(headroom.limit().meter(), now, Optional.empty()));
        }
    }

    private Optional<NaiveOutstanding.Entry> some(Predicate<NaiveOutstanding.Entry> which) {
        var some = naive.entries.values().stream()
                .filter(which)
                .sorted((one, other) -> one.spend.requestId().compareTo(other.spend.requestId()))
                .toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.nextInt(some.size())));
    }

    private Grant grant() {
        return grants.get(random.nextInt(grants.size()));
    }

    private String name() {
        return "r" + names++;
    }

    private long amount() {
        return 1L + random.nextInt(400);
    }
}
