package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.endtoend.bench.BenchmarkRow.Subject;
import dev.countersign.signer.endtoend.bench.LedgerEngine.Site;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.Reservation;
import dev.countersign.signer.policy.Meter.Period;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/// `make bench-growth`: what a ledger costs while its journal grows. It is filled as servers fill it, with payments of
/// five keys, one in a hundred given back, and with so many of them a day by its clock; nothing of them is observed on
/// the chain. At 1,000, 100,000, 1 million and 10 million entries it is closed, opened and measured. A ledger on
/// PostgreSQL goes by that server's clock, which runs so fast that a day has so many payments at 5,000 a second.
final class LedgerGrowth {

    private static final int KEYS = 5;
    private static final int FILLERS = 256;
    private static final int GIVEN_BACK = 100;
    private static final int FILLED_PER_SECOND = 5_000;
    private static final List<Integer> CALLERS = List.of(1, 64);
    private static final List<Long> SIZES = List.of(1_000L, 100_000L, 1_000_000L, 10_000_000L);

    private final LedgerEngine engine;
    private final Report report = new Report();
    private final Plan plan = Plan.full();
    private final Payments payments = Payments.of(KEYS);
    private final AtomicLong filled = new AtomicLong();
    private final Runnable onPayment;
    private final Site site;

    private LedgerGrowth(LedgerEngine engine, Site site, Runnable onPayment) {
        this.engine = engine;
        this.site = site;
        this.onPayment = onPayment;
    }

    /// Writes the rows to the file that the first of `args` names. The second is how many entries the journal gets, the
    /// third how many payments a day has, the fourth the engine: `sqlite` or `postgres`.
    public static void main(String[] args) throws Exception {
        var entries = Long.parseLong(args[1]);
        var growth = LongStream.concat(
                        SIZES.stream().mapToLong(size -> size).filter(size -> size < entries), LongStream.of(entries))
                .boxed()
                .toList();
        var paymentsADay = Long.parseLong(args[2]);
        try (var folder = new TemporaryFolder("countersign-growth")) {
            var site = Site.in(folder.path());
            switch (args[3]) {
                case "sqlite" -> {
                    var time = new PacedTime(paymentsADay);
                    new LedgerGrowth(new SqliteLedgerEngine(), site.by(time), time::pass).run(growth, args[0]);
                }
                case "postgres" -> {
                    var time = FastTime.fromNow(Duration.ofDays(1).toSeconds() * FILLED_PER_SECOND / paymentsADay);
                    try (var engine = PostgresLedgerEngine.start(false)) {
                        new LedgerGrowth(engine, site.by(time), () -> {}).run(growth, args[0]);
                    }
                }
                default -> throw new IllegalArgumentException("no engine: " + args[3]);
            }
        }
    }

    private void run(List<Long> sizes, String json) throws Exception {
        run(sizes);
        report.finish(Path.of(json));
    }

    private void run(List<Long> sizes) throws Exception {
        engine.make(site);
        var ledger = open();
        try {
            for (var size : sizes) {
                report.section("A journal of " + size + " entries");
                fill(ledger, size);
                ledger.close();
                System.out.printf(Locale.ROOT, "%d bytes for each entry%n", engine.bytes(site) / size);
                start(size);
                ledger = open();
                first(ledger, size);
                find(ledger, size);
                for (var callers : CALLERS) {
                    reserve(ledger, size, callers);
                }
                window(ledger, size);
            }
        } finally {
            ledger.close();
        }
    }

    private Ledger open() throws Exception {
        var ledger = engine.open(site);
        ledger.activate(payments.bundle());
        return ledger;
    }

    private void fill(Ledger ledger, long size) throws Exception {
        var before = ledger.head().size();
        var begun = System.nanoTime();
        Crowd.run(FILLERS, () -> filled.get() < size, () -> {
            onPayment.run();
            var payment = payments.next();
            if (filled.get() % GIVEN_BACK == 0) {
                ledger.release(payment.reserve(ledger), "the HSM was not reached");
            } else {
                payment.settle(ledger);
            }
            filled.set(ledger.head().size());
            return size;
        });
        var nanos = (System.nanoTime() - begun) / (double) (ledger.head().size() - before);
        report.add(row("fill", size, FILLERS, new Sample(1e9 / nanos, 0, 0, 0, 0)));
    }

    private void start(long size) throws Exception {
        var starts = new ArrayList<Double>();
        for (var round = 0; round < plan.rounds(); round++) {
            var begun = System.nanoTime();
            try (var _ = engine.open(site)) {
                starts.add(micros(begun));
            }
        }
        report.add(row("start", size, 1, sample(starts)));
    }

    /// The first payment of each key after a start, one after the other.
    private void first(Ledger ledger, long size) throws Exception {
        var firsts = new ArrayList<Double>();
        for (var key = 0; key < payments.keys(); key++) {
            onPayment.run();
            var payment = payments.next();
            var begun = System.nanoTime();
            payment.settle(ledger);
            firsts.add(micros(begun));
        }
        report.add(row("first", size, 1, sample(firsts)));
    }

    /// How long it takes to ask first for windows that many payments count in.
    private void window(Ledger ledger, long size) throws Exception {
        var month = new Period.Window(Duration.ofDays(30));
        for (var scope : List.of(Scope.KEY, Scope.ALL)) {
            for (var period : List.of(month, new Period.Outstanding())) {
                var begun = System.nanoTime();
                ledger.headroom(List.of(payments.limit(scope, period)));
                var kind = scope.word() + (period instanceof Period.Window ? " 30d" : " living");
                report.add(BenchmarkRow.of(
                        new Subject("window", size + " " + kind, engine.name(), 1, 0, 0),
                        sample(List.of(micros(begun)))));
            }
        }
    }

    private void find(Ledger ledger, long size) throws Exception {
        Callable<?> find = () -> ledger.find(TestGrants.HOT_WALLET, payments.unknown());
        var samples = Rounds.run(
                plan.rounds(),
                List.of(() -> Load.onVirtualThreads().run(List.of(find), plan.warmUp(), plan.rpcMeasured())));
        report.add(row("find", size, 1, Sample.median(samples.getFirst())));
    }

    private void reserve(Ledger ledger, long size, int callers) throws Exception {
        var open = new ConcurrentLinkedQueue<Reservation>();
        Callable<?> reserve = () -> {
            onPayment.run();
            return open.add(payments.next().reserve(ledger));
        };
        var samples = Rounds.run(plan.rounds(), List.of(() -> {
            var sample = Load.onVirtualThreads()
                    .run(Collections.nCopies(callers, reserve), plan.warmUp(), plan.rpcMeasured());
            settle(ledger, open);
            return sample;
        }));
        report.add(row("reserve", size, callers, Sample.median(samples.getFirst())));
    }

    /// Or what is open would be read again and again, as it is nowhere else.
    private static void settle(Ledger ledger, Queue<Reservation> open) throws Exception {
        Crowd.run(FILLERS, () -> !open.isEmpty(), () -> {
            var one = Optional.ofNullable(open.poll());
            return one.isPresent() && PaymentCall.settle(ledger, one.get()) != null;
        });
    }

    private BenchmarkRow row(String route, long size, int callers, Sample sample) {
        return BenchmarkRow.of(new Subject(route, Long.toString(size), engine.name(), callers, 0, 0), sample);
    }

    private static double micros(long begun) {
        return (System.nanoTime() - begun) / 1e3;
    }

    private static Sample sample(List<Double> micros) {
        var sorted = micros.stream().mapToDouble(one -> one).sorted().toArray();
        var most = sorted[Math.ceilDiv(sorted.length * 99, 100) - 1];
        return new Sample(1e6 / Sample.median(sorted), Sample.median(sorted), most, 0, 0);
    }
}
