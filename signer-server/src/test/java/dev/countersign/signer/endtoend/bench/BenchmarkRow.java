package dev.countersign.signer.endtoend.bench;

import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Optional;

/// One line of the result.
///
/// @param sample the medians of its rounds
/// @param ratio to something of the same rounds, or to the bound, or to a rate
/// @param bound of a simulated HSM
/// @param aim the ratio to reach
record BenchmarkRow(
        Subject subject, Sample sample, Optional<Ratio> ratio, Optional<Bound> bound, Optional<Double> aim) {

    /// What was measured.
    ///
    /// @param route `raw` is C_SignInit and C_Sign in a loop in C, `driver` the same through a driver, `rpc` the
    ///     whole path, `part` a part of it alone; `disk` is a loop that only syncs, `reserve` a reservation by
    ///     the ledger alone, `settle` that and its settlement
    /// @param kind of key, the part's name, or what the ledger's payments have in common
    /// @param driver or the ledger's engine; empty where there is none
    /// @param inFlight callers at once
    /// @param sessions with the token; 0 where there is none
    /// @param delayMicros what the simulated HSM waits before it signs; 0 if there is none
    record Subject(String route, String kind, String driver, int inFlight, int sessions, long delayMicros) {}

    static final String HEADER = String.format(
            "%-7s %-22s %-9s %6s %5s %6s %10s %9s %9s %8s %8s %9s %6s %-13s %5s",
            "route",
            "kind",
            "driver",
            "flight",
            "sess.",
            "delay",
            "per second",
            "p50 us",
            "p99 us",
            "cpu us",
            "client",
            "bound",
            "ratio",
            "from…to",
            "cpu");

    static BenchmarkRow of(Subject subject, Sample sample) {
        return new BenchmarkRow(subject, sample, Optional.empty(), Optional.empty(), Optional.empty());
    }

    BenchmarkRow with(Ratio against) {
        return new BenchmarkRow(subject, sample, Optional.of(against), bound, aim);
    }

    BenchmarkRow with(Bound upper) {
        return new BenchmarkRow(subject, sample, ratio, Optional.of(upper), aim);
    }

    BenchmarkRow aimingAt(double least) {
        return new BenchmarkRow(subject, sample, ratio, bound, Optional.of(least));
    }

    /// Empty without an aim.
    Optional<Boolean> met() {
        return aim.flatMap(least -> ratio.map(reached -> reached.median() >= least));
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-7s %-22s %-9s %6d %5d %6d %10.0f %9.0f %9.0f %8.1f %8s %9s %6s %-13s %5s",
                subject.route(),
                subject.kind(),
                subject.driver(),
                subject.inFlight(),
                subject.sessions(),
                subject.delayMicros(),
                sample.perSecond(),
                sample.p50Micros(),
                sample.p99Micros(),
                sample.cpuMicros(),
                sample.clientCpuMicros() > 0 ? String.format(Locale.ROOT, "%.1f", sample.clientCpuMicros()) : "",
                bound.map(upper -> String.format(Locale.ROOT, "%.0f", upper.perSecond()))
                        .orElse(""),
                ratio.map(one -> String.format(Locale.ROOT, "%.3f", one.median()))
                        .orElse(""),
                ratio.map(one -> String.format(Locale.ROOT, "%.3f…%.3f", one.lowest(), one.highest()))
                        .orElse(""),
                ratio.filter(one -> one.cpu() > 0)
                        .map(one -> String.format(Locale.ROOT, "%.3f", one.cpu()))
                        .orElse(""));
    }

    JsonObject json() {
        var object = new JsonObject();
        object.addProperty("route", subject.route());
        object.addProperty("kind", subject.kind());
        object.addProperty("driver", subject.driver());
        object.addProperty("in_flight", subject.inFlight());
        object.addProperty("sessions", subject.sessions());
        object.addProperty("delay_us", subject.delayMicros());
        object.addProperty("per_second", sample.perSecond());
        object.addProperty("p50_us", sample.p50Micros());
        object.addProperty("p99_us", sample.p99Micros());
        object.addProperty("cpu_us", sample.cpuMicros());
        object.addProperty("client_cpu_us", sample.clientCpuMicros());
        bound.ifPresent(upper -> {
            object.addProperty("latency_us", upper.latencyMicros());
            object.addProperty("bound", upper.perSecond());
            object.addProperty("bound_by", upper.by());
            object.addProperty("bound_sessions", upper.bySessions());
            object.addProperty("bound_cpu", upper.byCpu());
        });
        ratio.ifPresent(one -> {
            object.addProperty("ratio", one.median());
            object.addProperty("ratio_of", one.of());
            object.addProperty("ratio_low", one.lowest());
            object.addProperty("ratio_high", one.highest());
            object.addProperty("ratio_cpu", one.cpu());
        });
        aim.ifPresent(least -> object.addProperty("aim", least));
        met().ifPresent(reached -> object.addProperty("met", reached));
        return object;
    }
}
