package dev.countersign.signer.endtoend.bench;

import java.util.List;
import java.util.stream.IntStream;

/// How a contender did beside what it is compared with.
///
/// @param of what it is compared with
/// @param median of the rounds' ratios of rates
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

    static Ratio toBound(Bound bound, List<Sample> own) {
        return of(
                "bound",
                0,
                own.stream()
                        .mapToDouble(sample -> sample.perSecond() / bound.perSecond())
                        .sorted()
                        .toArray());
    }

    private static Ratio of(String of, double cpu, double... sorted) {
        return new Ratio(of, Sample.median(sorted), sorted[0], sorted[sorted.length - 1], cpu);
    }
}
