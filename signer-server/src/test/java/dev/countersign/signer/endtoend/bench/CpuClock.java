package dev.countersign.signer.endtoend.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The CPU time of a process: all its threads, user and system. The JDK's own view of it ticks every 10 ms, too coarse
/// for short rounds; the kernel's clock of a process (clock_getcpuclockid(3)) counts nanoseconds.
final class CpuClock {

    /// CPUCLOCK_SCHED, in the low bits of a process's clock id.
    private static final int SCHED = 2;

    private static final MethodHandle CLOCK_GETTIME = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    private final int clock;

    private CpuClock(int clock) {
        this.clock = clock;
    }

    static CpuClock of(long pid) {
        return new CpuClock((~Math.toIntExact(pid) << 3) | SCHED);
    }

    static CpuClock ofThisProcess() {
        return of(ProcessHandle.current().pid());
    }

    /// Since the process began.
    ///
    /// @throws IllegalStateException if there is no such process
    long nanos() {
        try (var arena = Arena.ofConfined()) {
            var time = arena.allocate(JAVA_LONG, 2);
            if (gettime(time) != 0) {
                throw new IllegalStateException("no CPU clock " + clock + ": has the process ended?");
            }
            return time.getAtIndex(JAVA_LONG, 0) * 1_000_000_000 + time.getAtIndex(JAVA_LONG, 1);
        }
    }

    private int gettime(MemorySegment time) {
        try {
            return (int) CLOCK_GETTIME.invokeExact(clock, time);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
