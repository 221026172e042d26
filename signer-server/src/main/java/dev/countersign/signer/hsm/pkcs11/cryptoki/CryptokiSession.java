package dev.countersign.signer.hsm.pkcs11.cryptoki;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.countersign.signer.model.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One open session (PKCS#11 v2.40 §5.6), and the calls that are made on it. Used by one thread at a time: two threads
/// inside one session kill the process. Closing it closes only this session.
public final class CryptokiSession {

    /// The two handles of a key pair that was made.
    public record KeyPair(long publicKey, long privateKey) {}

    /// What one C_FindObjects is asked for: over a network each call is a journey. 32 KiB.
    private static final int HANDLES_AT_ONCE = 4096;

    /// What an attribute gets when its length is not known: a certificate of an RSA key fits.
    private static final int ATTRIBUTE_ROOM = 2048;
    private static final long UNAVAILABLE = -1;

    private final CryptokiModule module;
    private final long handle;
    private @Nullable SigningMemory signingMemory;

    CryptokiSession(CryptokiModule module, long handle) {
        this.module = module;
        this.handle = handle;
    }

    public void close() throws CryptokiException {
        module.call(CryptokiFunction.CLOSE_SESSION, handle);
    }

    /// True if the session lives and the user is logged in.
    public boolean loggedIn() throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocate(4L * Long.BYTES, Long.BYTES); // CK_SESSION_INFO: slot, state, flags, error
            module.call(CryptokiFunction.GET_SESSION_INFO, handle, info);
            var state = info.get(JAVA_LONG, Long.BYTES);
            return state == Ck.CKS_RO_USER_FUNCTIONS || state == Ck.CKS_RW_USER_FUNCTIONS;
        }
    }

    /// Logs the process in to the session's token: every session on the token has the login.
    public void login(long user, MemorySegment pin) throws CryptokiException {
        module.call(CryptokiFunction.LOGIN, handle, user, pin, pin.byteSize());
    }

    public void logout() throws CryptokiException {
        module.call(CryptokiFunction.LOGOUT, handle);
    }

    public void initPin(MemorySegment userPin) throws CryptokiException {
        module.call(CryptokiFunction.INIT_PIN, handle, userPin, userPin.byteSize());
    }

    /// Handles of all objects that match, in the token's order.
    public List<Long> find(Template template) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            module.call(CryptokiFunction.FIND_OBJECTS_INIT, handle, template.in(arena), template.size());
            try {
                return found(arena);
            } finally {
                module.call(CryptokiFunction.FIND_OBJECTS_FINAL, handle);
            }
        }
    }

    private List<Long> found(Arena arena) throws CryptokiException {
        var handles = arena.allocate(JAVA_LONG, HANDLES_AT_ONCE);
        var count = arena.allocate(JAVA_LONG);
        var all = new ArrayList<Long>();
        do {
            module.call(CryptokiFunction.FIND_OBJECTS, handle, handles, (long) HANDLES_AT_ONCE, count);
            for (var i = 0L; i < count.get(JAVA_LONG, 0); i++) {
                all.add(handles.getAtIndex(JAVA_LONG, i));
            }
        } while (count.get(JAVA_LONG, 0) > 0);
        return all;
    }

    /// The values of many attributes, in one call where the token knows all of them. An attribute that the object does
    /// not have, or that the token does not know or tell, is absent.
    ///
    /// The token fills in the others all the same, and marks those that it does not tell (§5.7
    /// C_GetAttributeValue). Not every token does: what an error leaves in doubt is asked for again by itself.
    public Map<Long, Bytes> attributes(long object, long... types) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var values = arena.allocate((long) ATTRIBUTE_ROOM * types.length, Long.BYTES);
            var template = Template.toFill(arena, values, ATTRIBUTE_ROOM, types);
            var error = fill(object, template, types.length);
            var lengths = new long[types.length];
            for (var i = 0; i < types.length; i++) {
                lengths[i] = template.get(JAVA_LONG, Template.ATTRIBUTE_BYTES * i + 16);
            }
            // Where the token filled in others, and room was not what it lacked, its mark is its answer.
            var marked = error != CryptokiException.CKR_BUFFER_TOO_SMALL
                    && Arrays.stream(lengths).anyMatch(length -> length >= 0 && length < ATTRIBUTE_ROOM);
            var all = new HashMap<Long, Bytes>();
            for (var i = 0; i < types.length; i++) {
                var length = lengths[i];
                if (length >= 0 && (length < ATTRIBUTE_ROOM || (error == 0 && length == ATTRIBUTE_ROOM))) {
                    var value = values.asSlice((long) ATTRIBUTE_ROOM * i, length);
                    all.put(types[i], Bytes.of(value.toArray(JAVA_BYTE)));
                } else if (error != 0 && !(marked && length == UNAVAILABLE)) {
                    var type = types[i];
                    attribute(object, type).ifPresent(value -> all.put(type, Bytes.of(value)));
                }
            }
            return all;
        }
    }

    /// The token's objection to any of the attributes, CKR_…; 0 if it had none.
    private long fill(long object, MemorySegment template, long size) throws CryptokiException {
        try {
            module.call(CryptokiFunction.GET_ATTRIBUTE_VALUE, handle, object, template, size);
            return 0;
        } catch (CryptokiException e) {
            if (e.code() == CryptokiException.CKR_ATTRIBUTE_TYPE_INVALID
                    || e.code() == CryptokiException.CKR_ATTRIBUTE_SENSITIVE
                    || e.code() == CryptokiException.CKR_BUFFER_TOO_SMALL) {
                return e.code();
            }
            throw e;
        }
    }

    /// The value of an attribute; empty where the object has none, or the token does not know or tell it.
    public Optional<byte[]> attribute(long object, long type) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var attribute = new Template().with(type, new byte[0]).in(arena);
            attribute.set(ADDRESS, 8, MemorySegment.NULL);
            module.call(CryptokiFunction.GET_ATTRIBUTE_VALUE, handle, object, attribute, 1L);
            var length = attribute.get(JAVA_LONG, 16);
            if (length == UNAVAILABLE) {
                return Optional.empty();
            }
            var value = arena.allocate(Math.max(1, length), Long.BYTES);
            attribute.set(ADDRESS, 8, value);
            module.call(CryptokiFunction.GET_ATTRIBUTE_VALUE, handle, object, attribute, 1L);
            return Optional.of(value.asSlice(0, attribute.get(JAVA_LONG, 16)).toArray(JAVA_BYTE));
        } catch (CryptokiException e) {
            if (e.code() == CryptokiException.CKR_ATTRIBUTE_TYPE_INVALID
                    || e.code() == CryptokiException.CKR_ATTRIBUTE_SENSITIVE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public long createObject(Template template) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var object = arena.allocate(JAVA_LONG);
            var attributes = template.in(arena);
            try {
                module.call(CryptokiFunction.CREATE_OBJECT, handle, attributes, template.size(), object);
            } finally {
                Template.wipe(attributes); // one of them may be a secret
            }
            return object.get(JAVA_LONG, 0);
        }
    }

    public KeyPair generateKeyPair(Mechanism mechanism, Template publicKey, Template privateKey)
            throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var publicHandle = arena.allocate(JAVA_LONG);
            var privateHandle = arena.allocate(JAVA_LONG);
            module.call(
                    CryptokiFunction.GENERATE_KEY_PAIR,
                    handle,
                    mechanism.in(arena),
                    publicKey.in(arena),
                    publicKey.size(),
                    privateKey.in(arena),
                    privateKey.size(),
                    publicHandle,
                    privateHandle);
            return new KeyPair(publicHandle.get(JAVA_LONG, 0), privateHandle.get(JAVA_LONG, 0));
        }
    }

    /// Makes a secret key; returns its handle.
    public long generateKey(Mechanism mechanism, Template key) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var object = arena.allocate(JAVA_LONG);
            module.call(CryptokiFunction.GENERATE_KEY, handle, mechanism.in(arena), key.in(arena), key.size(), object);
            return object.get(JAVA_LONG, 0);
        }
    }

    /// Unwraps a key into the token; returns its handle.
    ///
    /// @param unwrapping handle of the key that opens `wrapped`
    public long unwrapKey(Mechanism mechanism, long unwrapping, byte[] wrapped, Template key) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var object = arena.allocate(JAVA_LONG);
            module.call(
                    CryptokiFunction.UNWRAP_KEY,
                    handle,
                    mechanism.in(arena),
                    unwrapping,
                    arena.allocateFrom(JAVA_BYTE, wrapped),
                    (long) wrapped.length,
                    key.in(arena),
                    key.size(),
                    object);
            return object.get(JAVA_LONG, 0);
        }
    }

    public byte[] random(int bytes) throws CryptokiException {
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(bytes);
            module.call(CryptokiFunction.GENERATE_RANDOM, handle, buffer, (long) bytes);
            return buffer.toArray(JAVA_BYTE);
        }
    }

    public void signInit(Mechanism mechanism, long key) throws CryptokiException {
        module.signInit(handle, memory().of(mechanism), key);
    }

    /// Ends the operation of [#signInit]: signs `data` as it is.
    ///
    /// @return at most 512 bytes
    public byte[] sign(byte[] data) throws CryptokiException {
        return memory().sign(module, handle, data);
    }

    private SigningMemory memory() {
        if (signingMemory == null) {
            signingMemory = new SigningMemory();
        }
        return signingMemory;
    }
}
