package dev.countersign.signer.hsm.pkcs11.cryptoki;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.countersign.signer.model.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A mechanism and its parameter (PKCS#11 v2.40 §3.5 CK_MECHANISM).
///
/// @param type CKM_…
/// @param parameter the parameter structure in native byte order; empty for none
public record Mechanism(long type, Bytes parameter) {

    /// A mechanism without a parameter.
    public static Mechanism of(long type) {
        return new Mechanism(type, Bytes.of(new byte[0]));
    }

    /// RSASSA-PSS in its form with hashing (PKCS#11 v2.40 §2.1.10 CK_RSA_PKCS_PSS_PARAMS), one hash for all.
    ///
    /// @param mgf CKG_…
    public static Mechanism pss(long type, long hash, long mgf, long saltBytes) {
        var parameter = ByteBuffer.allocate(3 * Long.BYTES).order(ByteOrder.nativeOrder());
        parameter.putLong(hash).putLong(mgf).putLong(saltBytes);
        return new Mechanism(type, Bytes.of(parameter.array()));
    }

    MemorySegment in(Arena arena) {
        var mechanism = arena.allocate(3L * Long.BYTES, Long.BYTES);
        mechanism.set(JAVA_LONG, 0, type);
        if (parameter.size() > 0) {
            var bytes = arena.allocate(parameter.size(), Long.BYTES);
            MemorySegment.copy(parameter.toByteArray(), 0, bytes, JAVA_BYTE, 0, parameter.size());
            mechanism.set(ADDRESS, Long.BYTES, bytes);
            mechanism.set(JAVA_LONG, 2L * Long.BYTES, parameter.size());
        }
        return mechanism;
    }
}
