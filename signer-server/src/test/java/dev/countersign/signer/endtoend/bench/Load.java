package dev.countersign.signer.endtoend.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/// A closed loop: so many callers, each calling again as soon as it has its answer, for a fixed time. What is answered
/// in the measured time counts, as in the raw loop.
///
/// @param threads makes the callers' threads
/// @param server the CPU clock of the process that signs, if it is not this one
record Load(ThreadFactory threads, Optional<CpuClock> server) {

    private static final long LONGEST_NANOS = Duration.ofMinutes(1).toNanos();

    /// Callers in this process, each with a platform thread of its own.
    static Load inProcess() {
        return new Load(Thread.ofPlatform().factory(), Optional.empty());
    }

    /// Callers in this process on virtual threads, as those of a server are.
    static Load onVirtualThreads() {
        return new Load(Thread.ofVirtual().factory(), Optional.empty());
    }

    /// Callers of another process, on virtual threads.
    static Load ofServer(long pid) {
        return new Load(Thread.ofVirtual().factory(), Optional.of(CpuClock.of(pid)));
    }

    /// Runs all `callers` at once.
    Sample run(List<? extends Callable<?>> callers, Duration warmUp, Duration measured) throws Exception {
        var loop = new Loop();
        var own = CpuClock.ofThisProcess();
        var started = new ArrayList<Thread>();
        for (var caller : callers) {
            started.add(threads.newThread(() -> loop.run(caller)));
        }
        started.forEach(Thread::start);
        pause(warmUp);
        var serverBefore = server.map(CpuClock::nanos);
        var ownBefore = own.nanos();
        loop.begin();
        pause(measured);
        loop.end();
        var ownMicros = (own.nanos() - ownBefore) / 1e3;
        var serverMicros = server.map(clock -> (clock.nanos() - serverBefore.orElseThrow()) / 1e3);
        loop.stop();
        for (var thread : started) {
            thread.join();
        }
        return loop.sample(serverMicros.orElse(ownMicros), serverMicros.isPresent() ? ownMicros : 0);
    }

    private static void pause(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        for (var left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static final class Loop {

        private final ConcurrentHistogram latencies = new ConcurrentHistogram(LONGEST_NANOS, 3);
        private final AtomicReference<Exception> failure = new AtomicReference<>();
        private volatile boolean measuring;
        private volatile boolean stopped;
        private long begun;
        private long ended;

        void begin() {
            begun = System.nanoTime();
            measuring = true;
        }

        /// Late, if the machine is busy: then the measured time is longer, and what is finished in it counts.
        void end() {
            measuring = false;
            ended = System.nanoTime();
        }

        void stop() {
            stopped = true;
        }

        void run(Callable<?> caller) {
            try {
                for (var asked = System.nanoTime(); !stopped; ) {
                    var _ = caller.call();
                    var answered = System.nanoTime();
                    if (measuring) {
                        latencies.recordValue(Math.min(LONGEST_NANOS, answered - asked));
                    }
                    asked = answered;
                }
            } catch (Exception e) {
                failure.compareAndSet(null, e);
            }
        }

        Sample sample(double cpuMicros, double clientCpuMicros) throws Exception {
            if (failure.get() != null) {
                throw failure.get();
            }
            var count = Math.max(1, latencies.getTotalCount());
            return new Sample(
                    latencies.getTotalCount() * 1e9 / (ended - begun),
                    latencies.getValueAtPercentile(50) / 1e3,
                    latencies.getValueAtPercentile(99) / 1e3,
                    cpuMicros / count,
                    clientCpuMicros / count);
        }
    }
}
