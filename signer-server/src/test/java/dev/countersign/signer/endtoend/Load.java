package dev.countersign.signer.endtoend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;

/// A closed loop: so many callers, each calling again as soon as it has its answer, for a fixed time.
final class Load {

    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(6);
    private static final long LONGEST_MICROS = 60_000_000;

    private Load() {}

    /// Runs `callers` at once, each of them made for its own thread.
    ///
    /// @return the row, without its ratio
    static BenchmarkRow run(
            String name, String kind, String route, int callers, ThreadFactory threads, Callable<Callable<?>> caller)
            throws Exception {
        var histogram = new ConcurrentHistogram(LONGEST_MICROS, 3);
        var failure = new AtomicReference<Exception>();
        var begin = System.nanoTime() + WARM_UP.toNanos();
        var end = begin + MEASURED.toNanos();
        var started = new ArrayList<Thread>();
        for (var i = 0; i < callers; i++) {
            var call = caller.call();
            started.add(threads.newThread(() -> loop(call, begin, end, histogram, failure)));
        }
        started.forEach(Thread::start);
        for (var thread : started) {
            thread.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return new BenchmarkRow(
                name,
                kind,
                route,
                callers,
                histogram.getTotalCount() / (double) MEASURED.toSeconds(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                1);
    }

    private static void loop(
            Callable<?> call, long begin, long end, ConcurrentHistogram histogram, AtomicReference<Exception> failure) {
        try {
            while (System.nanoTime() - end < 0) {
                var asked = System.nanoTime();
                var _ = call.call();
                var answered = System.nanoTime();
                if (asked - begin >= 0 && answered - end < 0) {
                    histogram.recordValue(Math.min(LONGEST_MICROS, (answered - asked) / 1000));
                }
            }
        } catch (Exception e) {
            failure.compareAndSet(null, e);
        }
    }
}
