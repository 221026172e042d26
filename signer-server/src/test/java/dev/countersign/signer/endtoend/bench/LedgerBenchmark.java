package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.endtoend.bench.BenchmarkRow.Subject;
import dev.countersign.signer.endtoend.bench.LedgerContender.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `make bench-ledger`: how many payments a second the ledger reserves and settles, and how long one takes, beside a
/// loop that only syncs the same disk. The callers are threads of this process: there is no network, no policy and no
/// HSM. Every ledger is new, and in its place for one number of callers.
record LedgerBenchmark(Plan plan, Report report, LedgerEngine engine, Path folder) {

    private static final int FLEET = 1_000;
    private static final int AIMED_AT = 256;
    private static final double SYNCS = 1.5;
    private static final String ONE_SYNC = "1 sync";
    private static final String TWO_SYNCS = "2 syncs";

    /// A file system in memory, where a sync costs nothing.
    private static final Path MEMORY = Path.of("/dev/shm");

    /// Writes the rows to the file that the first of `args` names, or with `add` after those that are in it; `quick`
    /// is for trying it out.
    public static void main(String[] args) throws Exception {
        var words = Arrays.asList(args);
        var plan = words.contains("quick") ? Plan.quick() : Plan.full();
        var json = Path.of(args[0]);
        var report = words.contains("add") ? Report.after(json) : new Report();
        try (var folder = new TemporaryFolder("countersign-ledger");
                var postgres = PostgresLedgerEngine.start(false);
                var replicated = PostgresLedgerEngine.start(true)) {
            for (var engine : List.of(new SqliteLedgerEngine(), postgres, replicated)) {
                new LedgerBenchmark(plan, report, engine, folder.path()).run();
            }
        }
        report.finish(json);
    }

    void run() throws Exception {
        report.section(
                "On " + engine.name() + ". What of it is the benchmark's own: a payment made and signed, one caller");
        var payments = Payments.of(FLEET);
        var make = Load.inProcess()
                .run(
                        List.of(() -> PaymentCall.signatures(payments.next().approved())),
                        plan.compile(),
                        plan.measured());
        report.add(BenchmarkRow.of(new Subject("part", "payment", "", 1, 0, 0), make));
        compile();
        for (var callers : plan.ledgerCallers()) {
            report.section("The ledger on " + engine.name() + ", " + callers + (callers == 1 ? " caller" : " callers"));
            try (var place = TemporaryFolder.in(folder)) {
                measure(callers, place.path());
            }
        }
    }

    private void compile() throws Exception {
        try (var place = TemporaryFolder.in(folder);
                var contender = contender(Task.SETTLE, FLEET, place.path(), Optional.empty())) {
            var _ = contender.run(AIMED_AT, plan.compile(), plan.compile().multipliedBy(10));
        }
    }

    private void measure(int callers, Path place) throws Exception {
        var ledgers = new LinkedHashMap<String, LedgerContender>();
        try (var one = new DiskSync(place, 1);
                var two = new DiskSync(place, 2)) {
            open(place, ledgers);
            var contenders = new ArrayList<Callable<Sample>>(List.of(sync(one), sync(two)));
            for (var ledger : ledgers.values()) {
                contenders.add(() -> ledger.run(callers, plan.warmUp().multipliedBy(2), plan.ledgerMeasured()));
            }
            var samples = Rounds.run(plan.rounds(), contenders).iterator();
            var byName = new LinkedHashMap<String, List<Sample>>();
            byName.put(ONE_SYNC, samples.next());
            byName.put(TWO_SYNCS, samples.next());
            ledgers.keySet().forEach(name -> byName.put(name, samples.next()));
            report(callers, byName, ledgers);
        } finally {
            for (var ledger : ledgers.values()) {
                ledger.close();
            }
        }
    }

    private void open(Path place, Map<String, LedgerContender> ledgers) throws Exception {
        for (var keys : List.of(1, FLEET)) {
            for (var task : Task.values()) {
                add(ledgers, contender(task, keys, place, Optional.empty()));
                if (Files.isDirectory(MEMORY)) {
                    add(ledgers, contender(task, keys, place, Optional.of(MEMORY)));
                }
            }
        }
        var spent = contender(Task.RESERVE, FLEET, place, Optional.empty());
        spent.spend();
        add(ledgers, spent);
    }

    private static void add(Map<String, LedgerContender> ledgers, LedgerContender ledger) {
        ledgers.put(ledger.name(), ledger);
    }

    private LedgerContender contender(Task task, int keys, Path place, Optional<Path> anchors) throws Exception {
        return LedgerContender.open(engine, task, Payments.of(keys), Files.createTempDirectory(place, "l"), anchors);
    }

    private Callable<Sample> sync(DiskSync sync) {
        return () -> Load.inProcess().run(List.of(sync), plan.warmUp(), plan.ledgerMeasured());
    }

    private void report(int callers, Map<String, List<Sample>> byName, Map<String, LedgerContender> ledgers) {
        var one = byName.get(ONE_SYNC);
        report.add(disk("fdatasync", one));
        report.add(disk("2 fdatasync", byName.get(TWO_SYNCS))
                .with(Ratio.ofLatencies(ONE_SYNC, byName.get(TWO_SYNCS), one)));
        ledgers.forEach((name, ledger) -> {
            var own = byName.get(name);
            var row = BenchmarkRow.of(
                    new Subject(ledger.task().word(), ledger.kind(), engine.name(), callers, 0, 0), Sample.median(own));
            var plain = ledger.plainName().map(byName::get);
            if (plain.isPresent()) {
                report.add(row.with(Ratio.ofRounds("plain", own, plain.get())));
            } else if (ledger.task() == Task.RESERVE && callers == 1) {
                var latency = row.with(Ratio.ofLatencies(ONE_SYNC, own, one));
                report.add(engine.isOfThisProcess() ? latency.aimingAt(1 / SYNCS) : latency);
                report.add(row.with(Ratio.ofLatencies(TWO_SYNCS, own, byName.get(TWO_SYNCS))));
            } else if (ledger.task() == Task.RESERVE && callers == AIMED_AT) {
                var aim = engine.isOfThisProcess() ? 50 : 20;
                report.add(row.with(Ratio.toRate(aim + "k/s", aim * 1_000, own)).aimingAt(1));
            } else {
                report.add(row);
            }
        });
    }

    private static BenchmarkRow disk(String kind, List<Sample> samples) {
        return BenchmarkRow.of(new Subject("disk", kind, "", 1, 0, 0), Sample.median(samples));
    }
}
