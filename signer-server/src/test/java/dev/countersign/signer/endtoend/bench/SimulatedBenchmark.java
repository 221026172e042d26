package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.endtoend.bench.BenchmarkRow.Subject;
import dev.countersign.softhsm.FaultyModule;
import java.util.List;

/// An HSM across a network: SoftHSM, with a wait before each signature. It still signs on this machine's processors,
/// so what it can do at most is the smaller of sessions / latency and of what the processors can do.
record SimulatedBenchmark(Plan plan, Report report, Contest contest, FaultyModule module) {

    static final List<Integer> SESSIONS = List.of(16, 64);

    private static final double AIM = 0.9;
    private static final List<Long> DELAYS_MICROS = List.of(1_000L, 5_000L);

    /// So many requests for each session, so that none waits for work: the bound is the HSM's, and while one request is
    /// signed others are committed, before and after.
    private static final int IN_FLIGHT_PER_SESSION = 4;

    /// Both drivers, in this process.
    void drivers() throws Exception {
        report.section("A simulated HSM, the drivers in this process");
        for (var delay : DELAYS_MICROS) {
            var latency = delayBy(delay);
            for (var sessions : SESSIONS) {
                var byDriver = contest.run(Signing.SECP256K1, sessions);
                var token = Sample.median(byDriver.get(Contest.RAW)).cpuMicros();
                var bound = Bound.of(sessions, latency, token);
                byDriver.forEach((driver, samples) -> {
                    var raw = driver.equals(Contest.RAW);
                    var subject = new Subject(raw ? "raw" : "driver", kind(), driver, sessions, sessions, delay);
                    report.add(row(subject, samples, bound, !raw));
                });
            }
        }
        module.clear();
    }

    /// The whole path.
    ///
    /// @param sessions that the server has with the simulated HSM
    void rpc(Service service, int sessions, Parts parts) throws Exception {
        report.section("A simulated HSM, the whole path, " + sessions + " sessions");
        var inFlight = sessions * IN_FLIGHT_PER_SESSION;
        var _ = service.sign(inFlight, plan.rpcCompile(), plan.measured());
        for (var delay : DELAYS_MICROS) {
            var latency = delayBy(delay);
            var samples = Rounds.run(
                    plan.rounds(),
                    List.of(
                            () -> contest.raw(Signing.SECP256K1, sessions),
                            () -> service.sign(inFlight, plan.warmUp().multipliedBy(2), plan.rpcMeasured())));
            var token = Sample.median(samples.getFirst()).cpuMicros();
            var bound = Bound.of(sessions, latency, parts.wholeMicros(token));
            var subject = new Subject("rpc", kind(), "", inFlight, sessions, delay);
            report.add(row(subject, samples.getLast(), bound, true));
        }
        module.clear();
    }

    /// @return microseconds that a signature takes then, one at a time: the least of the rounds' medians, since what
    ///     else the machine does can only add to it
    private double delayBy(long micros) {
        module.clear();
        module.inject("C_Sign delay_us=" + micros);
        var least = Double.MAX_VALUE;
        for (var round = 0; round < plan.rounds(); round++) {
            least = Math.min(least, contest.raw(Signing.SECP256K1, 1).p50Micros());
        }
        return least;
    }

    private static BenchmarkRow row(Subject subject, List<Sample> samples, Bound bound, boolean aimed) {
        var row = BenchmarkRow.of(subject, Sample.median(samples)).with(bound).with(Ratio.toBound(bound, samples));
        return aimed ? row.aimingAt(AIM) : row;
    }

    private static String kind() {
        return Signing.SECP256K1.text();
    }
}
