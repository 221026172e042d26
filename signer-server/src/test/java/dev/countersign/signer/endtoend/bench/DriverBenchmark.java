package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.endtoend.bench.BenchmarkRow.Subject;

/// Both drivers beside the loop in C, for every kind of key.
record DriverBenchmark(Plan plan, Report report, Contest contest) {

    private static final double AIM = 0.97;

    void run() throws Exception {
        report.section("The drivers in this process, beside the loop in C");
        for (var signing : Signing.values()) {
            contest.warmUp(signing);
            for (var inFlight : plan.inFlight()) {
                compare(signing, inFlight);
            }
        }
    }

    private void compare(Signing signing, int inFlight) throws Exception {
        var byDriver = contest.run(signing, inFlight);
        var raw = byDriver.get(Contest.RAW);
        byDriver.forEach((driver, samples) -> {
            var route = driver.equals(Contest.RAW) ? "raw" : "driver";
            var row = BenchmarkRow.of(
                    new Subject(route, signing.text(), driver, inFlight, inFlight, 0), Sample.median(samples));
            report.add(
                    route.equals("raw")
                            ? row
                            : row.with(Ratio.ofRounds("raw", samples, raw)).aimingAt(AIM));
        });
    }
}
