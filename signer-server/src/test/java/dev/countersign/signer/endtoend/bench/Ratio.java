package dev.countersign.signer.endtoend.bench;

import java.util.List;
import java.util.stream.IntStream;

/// How a contender did beside what it is compared with.
///
/// @param of what it is compared with
/// @param median of the rounds' ratios, of rates or of latencies
/// @param lowest of the rounds
/// @param highest of the rounds
/// @param cpu CPU time of what it is compared with over its own, for each signature; 0 if there is none to compare.
///     Other processes on the machine blur it less than the rates
record Ratio(String of, double median, double lowest, double highest, double cpu) {

    /// Round by round: what disturbs the machine for a while disturbs both.
    static Ratio ofRounds(String of, List<Sample> own, List<Sample> others) {
        var ratios = IntStream.range(0, own.size())
                .mapToDouble(
                        round -> own.get(round).perSecond() / others.get(round).perSecond())
                .sorted()
                .toArray();
        return of(of, Sample.median(others).allCpuMicros() / Sample.median(own).allCpuMicros(), ratios);
    }

    /// The same of median latencies: above 1, it took less time.
    static Ratio ofLatencies(String of, List<Sample> own, List<Sample> others) {
        var ratios = IntStream.range(0, own.size())
                .mapToDouble(
                        round -> others.get(round).p50Micros() / own.get(round).p50Micros())
                .sorted()
                .toArray();
        return of(of, 0, ratios);
    }

    /// To a rate that is aimed at.
    static Ratio toRate(String of, double perSecond, List<Sample> own) {
        return of(
                of,
                0,
                own.stream()
                        .mapToDouble(sample -> sample.perSecond() / perSecond)
                        .sorted()
                        .toArray());
    }

    static Ratio toBound(Bound bound, List<Sample> own) {
        return toRate("bound", bound.perSecond(), own);
    }

    private static Ratio of(String of, double cpu, double... sorted) {
        return new Ratio(of, Sample.median(sorted), sorted[0], sorted[sorted.length - 1], cpu);
    }
}
