package dev.countersign.signer.hsm.pkcs11.cryptoki;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.HsmStartFailed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A PKCS#11 module, called directly (PKCS#11 v2.40 §5; LP64 Linux, where CK_ULONG has 64 bits). Only the calls that
/// are used. The module stays loaded and initialised until the process ends: other users of it in this process,
/// SunPKCS11 for one, share it, and C_Finalize under their feet kills the JVM.
///
/// Thread-safe as far as no two threads use one session at a time; that is the caller's duty.
public final class Cryptoki {

    /// A token in a slot.
    ///
    /// @param label CKA label without its padding; empty where there is none
    public record TokenInfo(long slot, String label, long flags) {

        public boolean has(long flag) {
            return (flags & flag) != 0;
        }
    }

    private static final long TOKEN_INFO_BYTES = 208;
    private static final long TOKEN_INFO_FLAGS = 96;
    private static final int LABEL_BYTES = 32;
    private static final int HANDLES_AT_ONCE = 256;
    private static final long UNAVAILABLE = -1;

    private final CryptokiModule module;
    private final MethodHandle signInit;
    private final MethodHandle sign;

    private Cryptoki(CryptokiModule module) {
        this.module = module;
        this.signInit = module.handle(CryptokiFunction.SIGN_INIT);
        this.sign = module.handle(CryptokiFunction.SIGN);
    }

    /// Loads the module and initialises it for many threads, or joins whoever in this process has done so.
    public static Cryptoki load(Path library, Map<String, String> environment) throws HsmStartFailed {
        var cryptoki = new Cryptoki(CryptokiModule.load(library, environment));
        try (var arena = Arena.ofConfined()) {
            var arguments = arena.allocate(6L * Long.BYTES, Long.BYTES);
            arguments.set(JAVA_LONG, 4L * Long.BYTES, Ck.CKF_OS_LOCKING_OK); // after the four callbacks
            cryptoki.call(CryptokiFunction.INITIALIZE, arguments);
        } catch (CryptokiException e) {
            if (e.code() != CryptokiException.CKR_CRYPTOKI_ALREADY_INITIALIZED) {
                throw new HsmStartFailed("the PKCS#11 module " + library + " does not start: " + e.getMessage()
                        + "; check its own configuration and environment");
            }
        }
        return cryptoki;
    }

    public List<TokenInfo> tokens() throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var count = arena.allocate(JAVA_LONG);
            var onlyPresent = (byte) 1;
            // With no buffer first: this is when libraries look for new slots (§5.5 C_GetSlotList).
            call(CryptokiFunction.GET_SLOT_LIST, onlyPresent, MemorySegment.NULL, count);
            var slots = arena.allocate(JAVA_LONG, Math.max(1, count.get(JAVA_LONG, 0)));
            call(CryptokiFunction.GET_SLOT_LIST, onlyPresent, slots, count);
            var tokens = new ArrayList<TokenInfo>();
            for (var i = 0L; i < count.get(JAVA_LONG, 0); i++) {
                tokens.add(token(slots.getAtIndex(JAVA_LONG, i)));
            }
            return tokens;
        }
    }

    public TokenInfo token(long slot) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocate(TOKEN_INFO_BYTES, Long.BYTES);
            call(CryptokiFunction.GET_TOKEN_INFO, slot, info);
            var label = new String(info.asSlice(0, LABEL_BYTES).toArray(JAVA_BYTE), UTF_8).stripTrailing();
            var flags = info.get(JAVA_LONG, TOKEN_INFO_FLAGS);
            return new TokenInfo(slot, (flags & Ck.CKF_TOKEN_INITIALIZED) == 0 ? "" : label, flags);
        }
    }

    public void initToken(long slot, Pin soPin, String label) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var padded = new byte[LABEL_BYTES];
            Arrays.fill(padded, (byte) ' ');
            var bytes = label.getBytes(UTF_8);
            System.arraycopy(bytes, 0, padded, 0, bytes.length);
            call(
                    CryptokiFunction.INIT_TOKEN,
                    slot,
                    soPin.memory(),
                    soPin.length(),
                    arena.allocateFrom(JAVA_BYTE, padded));
        }
    }

    public void initPin(long session, Pin userPin) throws CryptokiException {
        call(CryptokiFunction.INIT_PIN, session, userPin.memory(), userPin.length());
    }

    /// Opens a session, serial as all are, without callbacks.
    ///
    /// @param flags CKF_RW_SESSION or 0
    public long openSession(long slot, long flags) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var session = arena.allocate(JAVA_LONG);
            var serial = Ck.CKF_SERIAL_SESSION | flags;
            call(CryptokiFunction.OPEN_SESSION, slot, serial, MemorySegment.NULL, MemorySegment.NULL, session);
            return session.get(JAVA_LONG, 0);
        }
    }

    public void closeSession(long session) throws CryptokiException {
        call(CryptokiFunction.CLOSE_SESSION, session);
    }

    /// True if the session lives and the user is logged in.
    public boolean loggedIn(long session) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocate(4L * Long.BYTES, Long.BYTES); // CK_SESSION_INFO: slot, state, flags, error
            call(CryptokiFunction.GET_SESSION_INFO, session, info);
            var state = info.get(JAVA_LONG, Long.BYTES);
            return state == Ck.CKS_RO_USER_FUNCTIONS || state == Ck.CKS_RW_USER_FUNCTIONS;
        }
    }

    public void login(long session, long user, Pin pin) throws CryptokiException {
        call(CryptokiFunction.LOGIN, session, user, pin.memory(), pin.length());
    }

    public void logout(long session) throws CryptokiException {
        call(CryptokiFunction.LOGOUT, session);
    }

    /// Handles of all objects that match, in the token's order.
    public List<Long> find(long session, Template template) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            call(CryptokiFunction.FIND_OBJECTS_INIT, session, template.in(arena), template.size());
            try {
                return found(session, arena);
            } finally {
                call(CryptokiFunction.FIND_OBJECTS_FINAL, session);
            }
        }
    }

    private List<Long> found(long session, Arena arena) throws CryptokiException {
        var handles = arena.allocate(JAVA_LONG, HANDLES_AT_ONCE);
        var count = arena.allocate(JAVA_LONG);
        var all = new ArrayList<Long>();
        do {
            call(CryptokiFunction.FIND_OBJECTS, session, handles, (long) HANDLES_AT_ONCE, count);
            for (var i = 0L; i < count.get(JAVA_LONG, 0); i++) {
                all.add(handles.getAtIndex(JAVA_LONG, i));
            }
        } while (count.get(JAVA_LONG, 0) > 0);
        return all;
    }

    /// The value of an attribute; empty where the object has none, or the token does not know or tell it.
    public Optional<byte[]> attribute(long session, long object, long type) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var attribute = new Template().with(type, new byte[0]).in(arena);
            attribute.set(ADDRESS, 8, MemorySegment.NULL);
            call(CryptokiFunction.GET_ATTRIBUTE_VALUE, session, object, attribute, 1L);
            var length = attribute.get(JAVA_LONG, 16);
            if (length == UNAVAILABLE) {
                return Optional.empty();
            }
            var value = arena.allocate(Math.max(1, length), Long.BYTES);
            attribute.set(ADDRESS, 8, value);
            call(CryptokiFunction.GET_ATTRIBUTE_VALUE, session, object, attribute, 1L);
            return Optional.of(value.asSlice(0, attribute.get(JAVA_LONG, 16)).toArray(JAVA_BYTE));
        } catch (CryptokiException e) {
            if (e.code() == CryptokiException.CKR_ATTRIBUTE_TYPE_INVALID
                    || e.code() == CryptokiException.CKR_ATTRIBUTE_SENSITIVE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public long createObject(long session, Template template) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var handle = arena.allocate(JAVA_LONG);
            call(CryptokiFunction.CREATE_OBJECT, session, template.in(arena), template.size(), handle);
            return handle.get(JAVA_LONG, 0);
        }
    }

    /// Makes a key pair; returns the handle of its public key.
    public long generateKeyPair(long session, long mechanism, Template publicKey, Template privateKey)
            throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var publicHandle = arena.allocate(JAVA_LONG);
            var privateHandle = arena.allocate(JAVA_LONG);
            call(
                    CryptokiFunction.GENERATE_KEY_PAIR,
                    session,
                    mechanism(mechanism, arena),
                    publicKey.in(arena),
                    publicKey.size(),
                    privateKey.in(arena),
                    privateKey.size(),
                    publicHandle,
                    privateHandle);
            return publicHandle.get(JAVA_LONG, 0);
        }
    }

    public byte[] random(long session, int bytes) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(bytes);
            call(CryptokiFunction.GENERATE_RANDOM, session, buffer, (long) bytes);
            return buffer.toArray(JAVA_BYTE);
        }
    }

    public void signInit(long session, long mechanism, long key) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            check(CryptokiFunction.SIGN_INIT, (long) signInit.invokeExact(session, mechanism(mechanism, arena), key));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// Ends the operation of [#signInit]: signs `data` as it is.
    ///
    /// @param maxBytes room for the signature
    public byte[] sign(long session, byte[] data, int maxBytes) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var signature = arena.allocate(maxBytes);
            var length = arena.allocateFrom(JAVA_LONG, maxBytes);
            var input = arena.allocateFrom(JAVA_BYTE, data);
            check(CryptokiFunction.SIGN, (long)
                    sign.invokeExact(session, input, (long) data.length, signature, length));
            var bytes = signature.asSlice(0, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
            signature.fill((byte) 0);
            return bytes;
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static MemorySegment mechanism(long type, Arena arena) {
        var mechanism = arena.allocate(3L * Long.BYTES, Long.BYTES); // CK_MECHANISM without a parameter
        mechanism.set(JAVA_LONG, 0, type);
        return mechanism;
    }

    private void call(CryptokiFunction function, Object... arguments) throws CryptokiException {
        try {
            check(function, (long) module.handle(function).invokeWithArguments(arguments));
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
}
