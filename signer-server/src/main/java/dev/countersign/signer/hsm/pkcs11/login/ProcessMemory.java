package dev.countersign.signer.hsm.pkcs11.login;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what this process holds in memory out of dumps, swap and other processes, as far as Linux does that for a
/// process without rights. What it refuses is a warning: the service does not depend on it.
public final class ProcessMemory {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessMemory.class);

    private static final int RLIMIT_CORE = 4; // setrlimit(2)
    private static final int PR_SET_DUMPABLE = 4; // prctl(2)
    private static final int MADV_DONTDUMP = 16; // madvise(2)
    private static final int MADV_DODUMP = 17;

    private ProcessMemory() {}

    /// No core dump of this process, whatever its supervisor set; and no process of the same user may attach to it or
    /// read its memory. It cannot be taken back in this process.
    public static void close() {
        try (var arena = Arena.ofConfined()) {
            var none = arena.allocate(MemoryLayout.sequenceLayout(2, JAVA_LONG)); // struct rlimit: 0, 0
            warnUnlessZero("setrlimit", JAVA_INT, ADDRESS, List.of(RLIMIT_CORE, none));
        }
        warnUnlessZero("prctl", JAVA_INT, JAVA_LONG, List.of(PR_SET_DUMPABLE, 0L));
    }

    /// A page of its own, never swapped and in no core dump.
    static MemorySegment page(Arena arena) {
        var bytes = pageBytes();
        var page = arena.allocate(bytes, bytes);
        warnUnlessZero("mlock", ADDRESS, JAVA_LONG, List.of(page, bytes));
        advise(page, MADV_DONTDUMP);
        return page;
    }

    /// Wipes a [#page] before its arena gives it back.
    static void wipe(MemorySegment page) {
        page.fill((byte) 0);
        warnUnlessZero("munlock", ADDRESS, JAVA_LONG, List.of(page, page.byteSize()));
        advise(page, MADV_DODUMP);
    }

    private static void advise(MemorySegment page, int advice) {
        if (invoke(
                        "madvise",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
                        List.of(page, page.byteSize(), advice))
                != 0) {
            LOG.warn("madvise failed: a core dump could show a PIN");
        }
    }

    private static long pageBytes() {
        return invoke("getpagesize", FunctionDescriptor.of(JAVA_INT), List.of());
    }

    private static void warnUnlessZero(
            String function, MemoryLayout first, MemoryLayout second, List<Object> arguments) {
        if (invoke(function, FunctionDescriptor.of(JAVA_INT, first, second), arguments) != 0) {
            LOG.warn("{} failed: memory that holds a PIN is less well kept than it could be (ulimits?)", function);
        }
    }

    private static int invoke(String function, FunctionDescriptor descriptor, List<Object> arguments) {
        var linker = Linker.nativeLinker();
        var options = function.equals("prctl")
                ? new Linker.Option[] {Linker.Option.firstVariadicArg(1)}
                : new Linker.Option[0];
        MethodHandle handle = linker.downcallHandle(linker.defaultLookup().findOrThrow(function), descriptor, options);
        try {
            return (int) handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
