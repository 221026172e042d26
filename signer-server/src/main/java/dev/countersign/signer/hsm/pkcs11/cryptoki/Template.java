package dev.countersign.signer.hsm.pkcs11.cryptoki;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Attributes of an object to be made or found: a CK_ATTRIBUTE array (PKCS#11 v2.40 §3.4), in order.
public final class Template {

    /// `CK_ATTRIBUTE { CK_ULONG type; void *pValue; CK_ULONG ulValueLen; }` on LP64.
    public static final long ATTRIBUTE_BYTES = 24;

    private final Map<Long, byte[]> attributes = new LinkedHashMap<>();

    public Template with(long type, boolean value) {
        return with(type, new byte[] {(byte) (value ? 1 : 0)});
    }

    public Template with(long type, long value) {
        return with(
                type,
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(value)
                        .array());
    }

    public Template with(long type, byte[] value) {
        attributes.put(type, value.clone());
        return this;
    }

    public boolean has(long type) {
        return attributes.containsKey(type);
    }

    /// The same without some attributes.
    public Template without(Set<Long> types) {
        attributes.keySet().removeAll(types);
        return this;
    }

    /// Overwrites every value with zeros, for a template that holds a secret.
    public void wipe() {
        attributes.values().forEach(value -> Arrays.fill(value, (byte) 0));
    }

    public long size() {
        return attributes.size();
    }

    /// An array that asks for attributes.
    ///
    /// @param values of `room` bytes for each of `types`
    static MemorySegment toFill(Arena arena, MemorySegment values, long room, long... types) {
        var array = arena.allocate(ATTRIBUTE_BYTES * Math.max(1, types.length), JAVA_LONG.byteAlignment());
        for (var i = 0; i < types.length; i++) {
            array.set(JAVA_LONG, ATTRIBUTE_BYTES * i, types[i]);
            array.set(ADDRESS, ATTRIBUTE_BYTES * i + 8, values.asSlice(room * i, room));
            array.set(JAVA_LONG, ATTRIBUTE_BYTES * i + 16, room);
        }
        return array;
    }

    /// Overwrites the values of an array of [#in] with zeros.
    static void wipe(MemorySegment array) {
        for (var offset = 0L; offset < array.byteSize(); offset += ATTRIBUTE_BYTES) {
            array.get(ADDRESS, offset + 8)
                    .reinterpret(array.get(JAVA_LONG, offset + 16))
                    .fill((byte) 0);
        }
    }

    /// The array in native memory of `arena`.
    public MemorySegment in(Arena arena) {
        var array = arena.allocate(ATTRIBUTE_BYTES * Math.max(1, attributes.size()), JAVA_LONG.byteAlignment());
        var offset = 0L;
        for (var attribute : attributes.entrySet()) {
            var value = attribute.getValue();
            array.set(JAVA_LONG, offset, attribute.getKey());
            array.set(ADDRESS, offset + 8, arena.allocateFrom(JAVA_BYTE, value));
            array.set(JAVA_LONG, offset + 16, value.length);
            offset += ATTRIBUTE_BYTES;
        }
        return array;
    }
}
