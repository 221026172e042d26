package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.endtoend.bench.BenchmarkRow.Subject;
import java.util.List;

/// The whole path beside the loop in C with two threads.
///
/// @param sessions that the server has
record RpcBenchmark(Plan plan, Report report, Contest contest, int sessions) {

    private static final double AIM = 0.75;
    private static final int AIMED_AT = 64;
    private static final int RAW_THREADS = 2;

    void run(Service service) throws Exception {
        report.section("The whole path, beside the loop in C with two threads");
        var _ = service.sign(AIMED_AT, plan.rpcCompile(), plan.measured());
        for (var inFlight : plan.inFlight()) {
            var samples = Rounds.run(
                    plan.rounds(),
                    List.of(
                            () -> contest.raw(Signing.SECP256K1, RAW_THREADS),
                            () -> service.sign(inFlight, plan.warmUp().multipliedBy(2), plan.rpcMeasured())));
            report.add(row(samples.getFirst(), "raw", RAW_THREADS, RAW_THREADS));
            var row = row(samples.getLast(), "rpc", inFlight, sessions)
                    .with(Ratio.ofRounds("raw", samples.getLast(), samples.getFirst()));
            report.add(inFlight == AIMED_AT ? row.aimingAt(AIM) : row);
        }
    }

    private static BenchmarkRow row(List<Sample> samples, String route, int inFlight, int sessions) {
        return BenchmarkRow.of(
                new Subject(route, Signing.SECP256K1.text(), "", inFlight, sessions, 0), Sample.median(samples));
    }
}
