package dev.countersign.signer.endtoend;

import com.google.gson.JsonObject;
import java.util.Locale;

/// One measurement.
///
/// @param route what was measured: `raw` is C_Sign in a loop, `rpc` the whole path
/// @param inFlight callers at once
/// @param perSecond signatures a second
/// @param p50Micros median latency
/// @param ratioToRaw perSecond over the best raw row of the same run
record BenchmarkRow(
        String name,
        String kind,
        String route,
        int inFlight,
        double perSecond,
        long p50Micros,
        long p99Micros,
        double ratioToRaw) {

    static final String HEADER = "%-12s %-10s %-6s %9s %12s %10s %10s %8s"
            .formatted("name", "kind", "route", "in flight", "signatures/s", "p50 us", "p99 us", "of raw");

    String line() {
        return String.format(
                Locale.ROOT,
                "%-12s %-10s %-6s %9d %12.0f %10d %10d %8.2f",
                name,
                kind,
                route,
                inFlight,
                perSecond,
                p50Micros,
                p99Micros,
                ratioToRaw);
    }

    JsonObject json() {
        var object = new JsonObject();
        object.addProperty("name", name);
        object.addProperty("kind", kind);
        object.addProperty("route", route);
        object.addProperty("in_flight", inFlight);
        object.addProperty("per_second", perSecond);
        object.addProperty("p50_us", p50Micros);
        object.addProperty("p99_us", p99Micros);
        object.addProperty("ratio_to_raw", ratioToRaw);
        return object;
    }

    BenchmarkRow against(double rawPerSecond) {
        return new BenchmarkRow(name, kind, route, inFlight, perSecond, p50Micros, p99Micros, perSecond / rawPerSecond);
    }
}
