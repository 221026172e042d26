package dev.countersign.signer.hsm.pkcs11.cryptoki;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/// Native memory for the signatures of one session, so that making one allocates none. It is freed when nobody can
/// reach it any more, not when the session closes: a call that hangs in the token may still write into it.
///
/// Used by one thread at a time.
final class SigningMemory {

    /// Data that is longer gets memory of its own.
    private static final int DATA_BYTES = 8 * 1024;

    /// Longer than any signature of a key that can be pinned, so that a wrong length shows as such.
    private static final int SIGNATURE_BYTES = 512;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment data = arena.allocate(DATA_BYTES, Long.BYTES);
    private final MemorySegment signature = arena.allocate(SIGNATURE_BYTES, Long.BYTES);
    private final MemorySegment length = arena.allocate(JAVA_LONG);
    private final Map<Mechanism, MemorySegment> mechanisms = new HashMap<>();

    /// The CK_MECHANISM, made once.
    MemorySegment of(Mechanism mechanism) {
        var known = mechanisms.get(mechanism);
        if (known != null) {
            return known;
        }
        var made = mechanism.in(arena);
        mechanisms.put(mechanism, made);
        return made;
    }

    /// C_Sign.
    byte[] sign(CryptokiModule module, long session, byte[] bytes) throws CryptokiException {
        var from = bytes.length <= DATA_BYTES ? data : Arena.ofAuto().allocate(bytes.length);
        MemorySegment.copy(bytes, 0, from, JAVA_BYTE, 0, bytes.length);
        length.set(JAVA_LONG, 0, SIGNATURE_BYTES);
        try {
            module.sign(session, from, bytes.length, signature, length);
            var made = new byte[Math.toIntExact(length.get(JAVA_LONG, 0))];
            MemorySegment.copy(signature, JAVA_BYTE, 0, made, 0, made.length);
            return made;
        } finally {
            signature.fill((byte) 0);
        }
    }
}
