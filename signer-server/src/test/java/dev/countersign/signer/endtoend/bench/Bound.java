package dev.countersign.signer.endtoend.bench;

/// What nothing can beat with a token that takes its time.
///
/// @param latencyMicros how long the token takes for one signature when it is asked for one at a time
/// @param bySessions sessions / latency: each session signs one at a time
/// @param byCpu processors / CPU time of a signature
record Bound(double latencyMicros, double bySessions, double byCpu) {

    private static final double MICROS = 1e6;

    /// @param cpuMicros CPU time of one signature, all processes of this machine together
    static Bound of(int sessions, double latencyMicros, double cpuMicros) {
        return new Bound(
                latencyMicros,
                sessions * MICROS / latencyMicros,
                Runtime.getRuntime().availableProcessors() * MICROS / cpuMicros);
    }

    /// The smaller of both.
    double perSecond() {
        return Math.min(bySessions, byCpu);
    }

    String by() {
        return bySessions < byCpu ? "sessions" : "cpu";
    }
}
