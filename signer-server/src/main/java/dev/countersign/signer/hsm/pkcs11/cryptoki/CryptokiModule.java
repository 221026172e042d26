package dev.countersign.signer.hsm.pkcs11.cryptoki;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;

import dev.countersign.signer.hsm.HsmStartFailed;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.NoSuchElementException;

/// A vendor's library, loaded into this process for as long as it lives.
final class CryptokiModule {

    private static final Linker LINKER = Linker.nativeLinker();

    private final Map<CryptokiFunction, MethodHandle> handles;
    private final MethodHandle signInit;
    private final MethodHandle sign;

    private CryptokiModule(MemorySegment functionList) {
        this.handles = new EnumMap<>(CryptokiFunction.class);
        for (var function : CryptokiFunction.values()) {
            handles.put(function, LINKER.downcallHandle(function.in(functionList), function.descriptor()));
        }
        this.signInit = requireNonNull(handles.get(CryptokiFunction.SIGN_INIT));
        this.sign = requireNonNull(handles.get(CryptokiFunction.SIGN));
    }

    /// @param environment set in this process before the library is loaded: libraries read theirs at C_Initialize,
    ///     through getenv, which a JVM cannot change by itself
    static CryptokiModule load(Path library, Map<String, String> environment) throws HsmStartFailed {
        if (!Files.isRegularFile(library)) {
            throw new HsmStartFailed("no PKCS#11 module at " + library
                    + "; give the path of the vendor's library (SoftHSM: apt-get install softhsm2)");
        }
        refuseUnfit(library);
        environment.forEach(CryptokiModule::setenv);
        try {
            var symbols = SymbolLookup.libraryLookup(library, Arena.global());
            var getFunctionList = LINKER.downcallHandle(
                    symbols.findOrThrow("C_GetFunctionList"), FunctionDescriptor.of(JAVA_LONG, ADDRESS));
            return new CryptokiModule(functionList(getFunctionList));
        } catch (IllegalArgumentException notALibrary) {
            throw new HsmStartFailed(library + " does not load: it is not for this machine, or a library that it needs"
                    + " is missing (ldd " + library + " tells)");
        } catch (NoSuchElementException noSuchSymbol) {
            throw new HsmStartFailed(library + " is a library, but no PKCS#11 module: it has no C_GetFunctionList");
        }
    }

    private static void refuseUnfit(Path library) throws HsmStartFailed {
        try {
            var objection = ElfFile.objection(library);
            if (!objection.isEmpty()) {
                throw new HsmStartFailed(library + " " + objection);
            }
        } catch (IOException e) {
            throw new HsmStartFailed(
                    library + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    void call(CryptokiFunction function, Object... arguments) throws CryptokiException {
        try {
            check(function, (long) requireNonNull(handles.get(function)).invokeWithArguments(arguments));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// The two calls of every signature, without the boxing of [#call].
    void signInit(long session, MemorySegment mechanism, long key) throws CryptokiException {
        try {
            check(CryptokiFunction.SIGN_INIT, (long) signInit.invokeExact(session, mechanism, key));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    void sign(long session, MemorySegment data, long length, MemorySegment signature, MemorySegment signatureLength)
            throws CryptokiException {
        try {
            check(CryptokiFunction.SIGN, (long) sign.invokeExact(session, data, length, signature, signatureLength));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static void check(CryptokiFunction function, long result) throws CryptokiException {
        if (result != CryptokiException.CKR_OK) {
            throw new CryptokiException(function.cName(), result);
        }
    }

    private static CryptokiException rethrown(Throwable thrown) {
        return switch (thrown) {
            case CryptokiException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        };
    }

    private static MemorySegment functionList(MethodHandle getFunctionList) throws HsmStartFailed {
        try (var arena = Arena.ofConfined()) {
            var pointer = arena.allocate(ADDRESS);
            var result = (long) getFunctionList.invokeExact(pointer);
            if (result != CryptokiException.CKR_OK) {
                throw new HsmStartFailed(new CryptokiException("C_GetFunctionList", result).getMessage());
            }
            return pointer.get(ADDRESS, 0).reinterpret(CryptokiFunction.listBytes());
        } catch (RuntimeException | Error | HsmStartFailed e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void setenv(String name, String value) {
        var setenv = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        try (var arena = Arena.ofConfined()) {
            var result = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
            if (result != 0) {
                throw new IllegalArgumentException("not a name of an environment variable: " + name);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
