package dev.countersign.softhsm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// The SoftHSM library of this JVM, or a [FaultyModule] before it, as far as making and testing a token
/// needs it (PKCS#11 v2.40 §5). It stays initialised: the code under test shares it.
final class SoftHsmLibrary {

    private static final long CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191;
    private static final long CKF_OS_LOCKING_OK = 2;
    private static final long CKF_RW_SERIAL_SESSION = 6;
    private static final long CKF_TOKEN_INITIALIZED = 0x400;
    private static final long TOKEN_INFO_BYTES = 208;
    private static final long TOKEN_INFO_FLAGS = 96;

    private static final Linker LINKER = Linker.nativeLinker();

    private final SymbolLookup symbols;

    private SoftHsmLibrary(Path module) {
        this.symbols = SymbolLookup.libraryLookup(module, Arena.global());
    }

    /// Loads and initialises the library with `environment`, or joins it if that has happened.
    static SoftHsmLibrary ofThisJvm(Path module, Map<String, String> environment) {
        environment.forEach(SoftHsmLibrary::setenv);
        var library = new SoftHsmLibrary(module);
        library.open();
        return library;
    }

    private static void setenv(String name, String value) {
        try (var arena = Arena.ofConfined()) {
            var setenv = LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("setenv"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
            var failed = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
            if (failed != 0) {
                throw new IllegalStateException("setenv failed");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void open() {
        try (var arena = Arena.ofConfined()) {
            var arguments = arena.allocate(6 * 8);
            arguments.set(JAVA_LONG, 4 * 8, CKF_OS_LOCKING_OK); // after the four callbacks
            var result = call("C_Initialize", arguments);
            if (result != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
                check("C_Initialize", result);
            }
        }
    }

    /// Closes the library and opens it again, which makes it read its directory of tokens. Ends every
    /// session of this JVM, and the JVM itself if a call is inside.
    void reopen() {
        check("C_Finalize", call("C_Finalize", MemorySegment.NULL));
        open();
    }

    /// Makes a token in a free slot.
    void initialise(String label, String soPin, String userPin) {
        synchronized (SoftHsmLibrary.class) {
            try (var arena = Arena.ofConfined()) {
                var slot = freeSlot(arena);
                var so = arena.allocateFrom(soPin, StandardCharsets.US_ASCII);
                var user = arena.allocateFrom(userPin, StandardCharsets.US_ASCII);
                var padded = arena.allocateFrom("%-32s".formatted(label), StandardCharsets.US_ASCII);
                check("C_InitToken", call("C_InitToken", slot, so, (long) soPin.length(), padded));

                var session = arena.allocate(JAVA_LONG);
                check(
                        "C_OpenSession",
                        call(
                                "C_OpenSession",
                                slot,
                                CKF_RW_SERIAL_SESSION,
                                MemorySegment.NULL,
                                MemorySegment.NULL,
                                session));
                var handle = session.get(JAVA_LONG, 0);
                check("C_Login", call("C_Login", handle, 0L, so, (long) soPin.length()));
                check("C_InitPIN", call("C_InitPIN", handle, user, (long) userPin.length()));
                check("C_Logout", call("C_Logout", handle));
                check("C_CloseSession", call("C_CloseSession", handle));
            }
        }
    }

    private long freeSlot(Arena arena) {
        var count = arena.allocate(JAVA_LONG);
        check("C_GetSlotList", call("C_GetSlotList", (byte) 0, MemorySegment.NULL, count)); // adds a free slot
        var slots = arena.allocate(JAVA_LONG, count.get(JAVA_LONG, 0));
        check("C_GetSlotList", call("C_GetSlotList", (byte) 0, slots, count));
        var info = arena.allocate(TOKEN_INFO_BYTES);
        for (var i = 0L; i < count.get(JAVA_LONG, 0); i++) {
            var slot = slots.getAtIndex(JAVA_LONG, i);
            check("C_GetTokenInfo", call("C_GetTokenInfo", slot, info));
            if ((info.get(JAVA_LONG, TOKEN_INFO_FLAGS) & CKF_TOKEN_INITIALIZED) == 0) {
                return slot;
            }
        }
        throw new IllegalStateException("SoftHSM offers no free slot");
    }

    /// Calls a function with handles and lengths (`Long`), addresses and CK_BBOOL (`Byte`); returns its
    /// CK_RV.
    long call(String function, Object... arguments) {
        var layouts = new MemoryLayout[arguments.length];
        for (var i = 0; i < arguments.length; i++) {
            layouts[i] = switch (arguments[i]) {
                case MemorySegment ignored -> ADDRESS;
                case Byte ignored -> JAVA_BYTE;
                default -> JAVA_LONG;
            };
        }
        try {
            var handle =
                    LINKER.downcallHandle(symbols.findOrThrow(function), FunctionDescriptor.of(JAVA_LONG, layouts));
            return (long) handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static void check(String function, long result) {
        if (result != 0) {
            throw new IllegalStateException("SoftHSM: %s answered 0x%X".formatted(function, result));
        }
    }
}
