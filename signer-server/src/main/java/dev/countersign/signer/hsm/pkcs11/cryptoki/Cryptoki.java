package dev.countersign.signer.hsm.pkcs11.cryptoki;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.HsmStartFailed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A PKCS#11 module, called directly (PKCS#11 v2.40 §5; LP64 Linux, where CK_ULONG has 64 bits). Only the calls that
/// are used. The module stays loaded until the process ends, and other users of it in this process, SunPKCS11 for one,
/// share it: C_Finalize under their feet kills the JVM.
///
/// Thread-safe as far as no two threads use one session at a time; that is the caller's duty.
public final class Cryptoki {

    /// The library (PKCS#11 v2.40 §3.1 CK_INFO).
    ///
    /// @param version of the library, `major.minor`
    public record ModuleInfo(String manufacturer, String description, String version) {}

    /// A token in a slot (PKCS#11 v2.40 §3.2 CK_TOKEN_INFO). Texts are without their padding.
    ///
    /// @param label empty where the slot has no initialised token
    /// @param firmware `major.minor`
    public record TokenInfo(
            long slot,
            String label,
            String manufacturer,
            String model,
            String serialNumber,
            String firmware,
            long flags) {

        public boolean has(long flag) {
            return (flags & flag) != 0;
        }
    }

    private static final long TOKEN_INFO_BYTES = 208;
    private static final long TOKEN_INFO_FLAGS = 96;
    private static final long TOKEN_INFO_FIRMWARE = 186;
    private static final long INFO_BYTES = 88;
    private static final int LABEL_BYTES = 32;

    private final CryptokiModule module;

    private Cryptoki(CryptokiModule module) {
        this.module = module;
    }

    /// Loads the module and initialises it for many threads, or joins whoever in this process has done so.
    public static Cryptoki load(Path library, Map<String, String> environment) throws HsmStartFailed {
        var cryptoki = new Cryptoki(CryptokiModule.load(library, environment));
        try {
            cryptoki.initialize();
        } catch (CryptokiException e) {
            throw new HsmStartFailed("the PKCS#11 module " + library + " does not start: " + e.getMessage()
                    + "; check its own configuration and environment");
        }
        return cryptoki;
    }

    /// C_Initialize for many threads; nothing if the module is initialised.
    public void initialize() throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var arguments = arena.allocate(6L * Long.BYTES, Long.BYTES);
            arguments.set(JAVA_LONG, 4L * Long.BYTES, Ck.CKF_OS_LOCKING_OK); // after the four callbacks
            module.call(CryptokiFunction.INITIALIZE, arguments);
        } catch (CryptokiException e) {
            if (e.code() != CryptokiException.CKR_CRYPTOKI_ALREADY_INITIALIZED) {
                throw e;
            }
        }
    }

    /// C_Finalize: ends every session of this process with every token of the module, SunPKCS11's too. With any call
    /// in flight it kills the process, so the caller must know that there is none.
    public void finish() throws CryptokiException {
        module.call(CryptokiFunction.FINALIZE, MemorySegment.NULL);
    }

    public ModuleInfo info() throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocate(INFO_BYTES, Long.BYTES);
            module.call(CryptokiFunction.GET_INFO, info);
            return new ModuleInfo(text(info, 2, 32), text(info, 48, 32), version(info, 80));
        }
    }

    public List<TokenInfo> tokens() throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var count = arena.allocate(JAVA_LONG);
            var onlyPresent = (byte) 1;
            // With no buffer first: this is when libraries look for new slots (§5.5 C_GetSlotList).
            module.call(CryptokiFunction.GET_SLOT_LIST, onlyPresent, MemorySegment.NULL, count);
            var slots = arena.allocate(JAVA_LONG, Math.max(1, count.get(JAVA_LONG, 0)));
            module.call(CryptokiFunction.GET_SLOT_LIST, onlyPresent, slots, count);
            return tokensIn(slots, count.get(JAVA_LONG, 0));
        }
    }

    /// A token that has gone must not hide those that are there; only if it is the last, it is what failed.
    private List<TokenInfo> tokensIn(MemorySegment slots, long count) throws CryptokiException {
        var tokens = new ArrayList<TokenInfo>();
        CryptokiException gone = null;
        for (var i = 0L; i < count; i++) {
            try {
                tokens.add(token(slots.getAtIndex(JAVA_LONG, i)));
            } catch (CryptokiException e) {
                gone = e;
            }
        }
        if (gone != null && tokens.stream().allMatch(token -> token.label().isEmpty())) {
            throw gone;
        }
        return tokens;
    }

    public TokenInfo token(long slot) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocate(TOKEN_INFO_BYTES, Long.BYTES);
            module.call(CryptokiFunction.GET_TOKEN_INFO, slot, info);
            var flags = info.get(JAVA_LONG, TOKEN_INFO_FLAGS);
            return new TokenInfo(
                    slot,
                    (flags & Ck.CKF_TOKEN_INITIALIZED) == 0 ? "" : text(info, 0, LABEL_BYTES),
                    text(info, 32, 32),
                    text(info, 64, 16),
                    text(info, 80, 16),
                    version(info, TOKEN_INFO_FIRMWARE),
                    flags);
        }
    }

    /// The mechanisms that a token has, CKM_….
    public Set<Long> mechanisms(long slot) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var count = arena.allocate(JAVA_LONG);
            module.call(CryptokiFunction.GET_MECHANISM_LIST, slot, MemorySegment.NULL, count);
            var types = arena.allocate(JAVA_LONG, Math.max(1, count.get(JAVA_LONG, 0)));
            module.call(CryptokiFunction.GET_MECHANISM_LIST, slot, types, count);
            var mechanisms = new HashSet<Long>();
            for (var i = 0L; i < count.get(JAVA_LONG, 0); i++) {
                mechanisms.add(types.getAtIndex(JAVA_LONG, i));
            }
            return mechanisms;
        }
    }

    public void initToken(long slot, MemorySegment soPin, String label) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var padded = new byte[LABEL_BYTES];
            Arrays.fill(padded, (byte) ' ');
            var bytes = label.getBytes(UTF_8);
            System.arraycopy(bytes, 0, padded, 0, bytes.length);
            module.call(
                    CryptokiFunction.INIT_TOKEN, slot, soPin, soPin.byteSize(), arena.allocateFrom(JAVA_BYTE, padded));
        }
    }

    /// Opens a session, serial as all are, without callbacks. A token that has no read-only sessions (CloudHSM answers
    /// CKR_FUNCTION_FAILED) gives a read-write one instead.
    ///
    /// @param flags CKF_RW_SESSION or 0
    public CryptokiSession openSession(long slot, long flags) throws CryptokiException {
        try {
            return open(slot, flags);
        } catch (CryptokiException e) {
            if (flags == 0 && e.code() == CryptokiException.CKR_FUNCTION_FAILED) {
                return open(slot, Ck.CKF_RW_SESSION);
            }
            throw e;
        }
    }

    private CryptokiSession open(long slot, long flags) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var session = arena.allocate(JAVA_LONG);
            var serial = Ck.CKF_SERIAL_SESSION | flags;
            module.call(CryptokiFunction.OPEN_SESSION, slot, serial, MemorySegment.NULL, MemorySegment.NULL, session);
            return new CryptokiSession(module, session.get(JAVA_LONG, 0));
        }
    }

    private static String text(MemorySegment structure, long offset, long bytes) {
        return new String(structure.asSlice(offset, bytes).toArray(JAVA_BYTE), UTF_8).strip();
    }

    /// CK_VERSION: two bytes.
    private static String version(MemorySegment structure, long offset) {
        return Byte.toUnsignedInt(structure.get(JAVA_BYTE, offset)) + "."
                + Byte.toUnsignedInt(structure.get(JAVA_BYTE, offset + 1));
    }
}
