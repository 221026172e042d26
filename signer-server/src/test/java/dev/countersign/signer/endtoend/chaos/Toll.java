package dev.countersign.signer.endtoend.chaos;

import dev.countersign.client.CallFailed;
import dev.countersign.client.Unavailable;
import java.util.Map;
import java.util.TreeMap;

/// What one fault cost the callers. Thread-safe.
final class Toll {

    private final long injected = System.nanoTime();
    private final Map<String, Integer> failures = new TreeMap<>();
    private long firstFailure;
    private long recovered;
    private long slowest;

    synchronized void signed(long began) {
        var now = System.nanoTime();
        slowest = Math.max(slowest, now - began);
        if (firstFailure != 0 && recovered == 0) {
            recovered = now;
        }
    }

    synchronized void failed(CallFailed failure) {
        if (firstFailure == 0) {
            firstFailure = System.nanoTime();
        }
        var why = failure instanceof Unavailable unavailable
                ? unavailable.reason().map(Enum::name).orElse("no connection")
                : failure.getClass().getSimpleName();
        failures.merge(why.replace("REASON_", ""), 1, Integer::sum);
    }

    /// One line, when all callers have been answered again.
    @Override
    public synchronized String toString() {
        var all = "all answered in %d ms, the slowest waited %d ms"
                .formatted(since(System.nanoTime()), slowest / 1_000_000);
        return firstFailure == 0
                ? "no request failed; " + all
                : "recovered in %d ms; %s; failed: %s".formatted(since(recovered), all, failures);
    }

    private long since(long then) {
        return (then - injected) / 1_000_000;
    }
}
