package dev.countersign.signer.address.bitcoin.wire;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.util.Arrays;

/// Writes fields one after the other, integers little-endian, CompactSize in its shortest form. Not
/// thread-safe.
public final class ByteWriter {

    private byte[] buffer;
    private int size;

    /// @param expected how many bytes will probably be written
    public ByteWriter(int expected) {
        buffer = new byte[Math.max(expected, 16)];
    }

    /// How many bytes a CompactSize of `value` has.
    public static int compactSizeBytes(long value) {
        return value < 0xfd ? 1 : value < 0x1_0000 ? 3 : value < 0x1_0000_0000L ? 5 : 9;
    }

    public ByteWriter uint8(int value) {
        return littleEndian(value, 1);
    }

    public ByteWriter int32(long value) {
        return littleEndian(value, 4);
    }

    public ByteWriter int64(long value) {
        return littleEndian(value, 8);
    }

    /// An unsigned integer in the shortest of its forms.
    ///
    /// @param value 0 or more
    public ByteWriter compactSize(long value) {
        return switch (compactSizeBytes(value)) {
            case 1 -> uint8((int) value);
            case 3 -> uint8(0xfd).littleEndian(value, 2);
            case 5 -> uint8(0xfe).littleEndian(value, 4);
            default -> uint8(0xff).littleEndian(value, 8);
        };
    }

    public ByteWriter lengthPrefixed(Bytes bytes) {
        return compactSize(bytes.size()).bytes(bytes);
    }

    public ByteWriter bytes(Bytes bytes) {
        reserve(bytes.size());
        bytes.copyTo(buffer, size);
        size += bytes.size();
        return this;
    }

    public int size() {
        return size;
    }

    public Bytes written() {
        return Bytes.of(size == buffer.length ? buffer : Arrays.copyOf(buffer, size));
    }

    /// The double SHA-256 of what was written.
    public Digest32 doubleSha256() {
        return Hashes.doubleSha256(buffer, size);
    }

    private ByteWriter littleEndian(long value, int length) {
        reserve(length);
        for (var i = 0; i < length; i++) {
            buffer[size++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    private void reserve(int more) {
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(size + more, 2 * buffer.length));
        }
    }
}
