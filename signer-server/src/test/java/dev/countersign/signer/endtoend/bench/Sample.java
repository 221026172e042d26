package dev.countersign.signer.endtoend.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// One measurement, or the medians of several.
///
/// @param perSecond what was finished in the measured time, a second
/// @param p50Micros median latency
/// @param cpuMicros CPU time of the process that holds the token's module, for each signature
/// @param clientCpuMicros CPU time of the client's process, where that is another; else 0
record Sample(double perSecond, double p50Micros, double p99Micros, double cpuMicros, double clientCpuMicros) {

    static Sample median(List<Sample> samples) {
        return new Sample(
                median(samples, Sample::perSecond),
                median(samples, Sample::p50Micros),
                median(samples, Sample::p99Micros),
                median(samples, Sample::cpuMicros),
                median(samples, Sample::clientCpuMicros));
    }

    double allCpuMicros() {
        return cpuMicros + clientCpuMicros;
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> part) {
        return median(samples.stream().mapToDouble(part).toArray());
    }

    /// The middle; of two in the middle their mean.
    static double median(double... values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
