package dev.countersign.signer.endtoend.bench;

import java.time.Duration;
import java.util.List;

/// How long to measure what.
///
/// @param rounds how often the contenders of a comparison take turns
/// @param warmUp before each measurement, not counted
/// @param measured each measurement of the raw loop and of a driver
/// @param rpcMeasured each measurement of the whole path
/// @param ledgerMeasured each measurement of the ledger alone
/// @param compile how long a JVM runs new code before it is measured
/// @param rpcCompile the same for a server and its client
/// @param inFlight callers at once
/// @param ledgerCallers the same of the ledger alone
record Plan(
        int rounds,
        Duration warmUp,
        Duration measured,
        Duration rpcMeasured,
        Duration ledgerMeasured,
        Duration compile,
        Duration rpcCompile,
        List<Integer> inFlight,
        List<Integer> ledgerCallers) {

    Plan {
        inFlight = List.copyOf(inFlight);
        ledgerCallers = List.copyOf(ledgerCallers);
    }

    /// Some seven minutes. A server needs its 30 s: the compilers are at work for some 25,000
    /// signatures, on the cores that it is measured on.
    static Plan full() {
        return new Plan(
                5,
                Duration.ofMillis(100),
                Duration.ofMillis(450),
                Duration.ofMillis(1500),
                Duration.ofMillis(800),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                List.of(1, 2, 8, 64),
                List.of(1, 8, 64, 256));
    }

    /// Less than a minute: shows that it runs, not how fast.
    static Plan quick() {
        return new Plan(
                3,
                Duration.ofMillis(30),
                Duration.ofMillis(80),
                Duration.ofMillis(300),
                Duration.ofMillis(200),
                Duration.ofMillis(200),
                Duration.ofSeconds(2),
                List.of(2, 64),
                List.of(1, 256));
    }
}
