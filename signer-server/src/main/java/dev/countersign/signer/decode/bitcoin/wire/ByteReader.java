package dev.countersign.signer.decode.bitcoin.wire;

import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import org.jspecify.annotations.Nullable;

/// Reads the fields of a payload, or of a part of it, in their order, and never past its end. Integers are
/// little-endian. Nothing is allocated for what is only claimed: a length or a count that the bytes cannot
/// hold is refused first. Not thread-safe.
public final class ByteReader {

    private static final Bytes NOTHING = Bytes.of(new byte[0]);

    private final Bytes payload;
    private final @Nullable ByteReader parent;
    private final String name;
    private final int end;
    private int position;

    private ByteReader(Bytes payload, @Nullable ByteReader parent, String name, int start, int end) {
        this.payload = payload;
        this.parent = parent;
        this.name = name;
        this.position = start;
        this.end = end;
    }

    /// Reads all of `payload`.
    ///
    /// @param path what it is, before the names of its fields; may be empty
    public static ByteReader of(Bytes payload, String path) {
        return new ByteReader(payload, null, path, 0, payload.size());
    }

    /// Reads a part of this reader's payload again, wherever this reader is.
    ///
    /// @param name the part's, after this reader's path
    /// @param start offset in the whole payload
    public ByteReader part(String name, int start, int length) {
        if (start < 0 || length < 0 || start > payload.size() - length) {
            throw new IndexOutOfBoundsException("part %d+%d of %d bytes".formatted(start, length, payload.size()));
        }
        return new ByteReader(payload, this, name, start, start + length);
    }

    /// The next `length` bytes, to be read by their own fields.
    public ByteReader section(String name, int length) throws Refused {
        var start = take(name, length);
        return new ByteReader(payload, this, name, start, start + length);
    }

    /// Offset of the next byte, from the start of the whole payload.
    public int position() {
        return position;
    }

    public int remaining() {
        return end - position;
    }

    /// The next byte, not taken; -1 at the end.
    public int peek(int ahead) {
        return ahead < remaining() ? payload.at(position + ahead) : -1;
    }

    public int uint8(String field) throws Refused {
        return payload.at(take(field, 1));
    }

    public long uint32(String field) throws Refused {
        return littleEndian(take(field, 4), 4);
    }

    public int int32(String field) throws Refused {
        return (int) littleEndian(take(field, 4), 4);
    }

    public long int64(String field) throws Refused {
        return littleEndian(take(field, 8), 8);
    }

    /// An unsigned integer in the shortest of its forms of 1, 3, 5 and 9 bytes.
    ///
    /// @return 0 to 2^63-1
    public long compactSize(String field) throws Refused {
        var start = position;
        var first = uint8(field);
        if (first < 0xfd) {
            return first;
        }
        var bytes = 2 << (first - 0xfd);
        var value = littleEndian(take(field, bytes), bytes);
        if (value < 0) {
            throw fault(DecodingRule.INTEGER_RANGE, field, start, "is larger than 2^63-1");
        }
        var least = first == 0xfd ? 0xfd : first == 0xfe ? 0x1_0000 : 0x1_0000_0000L;
        if (value < least) {
            throw fault(
                    DecodingRule.MINIMAL_COMPACT_SIZE,
                    field,
                    start,
                    "is %d as a CompactSize of %d bytes; the shortest form is due".formatted(value, bytes + 1));
        }
        return value;
    }

    /// A CompactSize that says how many items follow.
    ///
    /// @param leastBytes the fewest bytes that one of them can have
    public int count(String field, int leastBytes) throws Refused {
        var start = position;
        var count = compactSize(field);
        if (count > remaining() / leastBytes) {
            throw fault(
                    DecodingRule.NO_OVERRUN,
                    field,
                    start,
                    "claims %d items, more than the %d bytes after it can hold".formatted(count, remaining()));
        }
        return (int) count;
    }

    /// A string of bytes after its length.
    public Bytes lengthPrefixed(String field) throws Refused {
        return bytes(field, count(field, 1));
    }

    public void skip(String field, int length) throws Refused {
        take(field, length);
    }

    public Bytes bytes(String field, int length) throws Refused {
        var start = take(field, length);
        return length == 0 ? NOTHING : payload.slice(start, start + length);
    }

    /// Bytes of the whole payload by their offsets, `to` exclusive.
    public Bytes slice(int from, int to) {
        return payload.slice(from, to);
    }

    /// Refuses bytes that nobody has read.
    ///
    /// @param owner what ends here
    public void requireEnd(String owner) throws Refused {
        if (remaining() > 0) {
            throw fault(
                    DecodingRule.NO_TRAILING_BYTES,
                    "",
                    position,
                    "begins %d bytes that are left over after %s; remove them".formatted(remaining(), owner));
        }
    }

    /// A refusal that tells the field's path and its place.
    ///
    /// @param field its name; empty for what this reader reads as a whole
    /// @param offset in the whole payload
    public Refused fault(DecodingRule rule, String field, int offset, String words) {
        return rule.broken(pathOf(field), offset, words);
    }

    /// Put together only for a refusal.
    private String pathOf(String field) {
        var path = parent == null ? name : parent.pathOf(name);
        return field.isEmpty() ? path : path.isEmpty() ? field : path + "." + field;
    }

    private int take(String field, int length) throws Refused {
        if (length > remaining()) {
            throw fault(
                    DecodingRule.NO_OVERRUN,
                    field,
                    position,
                    "is cut off: %d bytes are due and %d are left".formatted(length, remaining()));
        }
        var start = position;
        position += length;
        return start;
    }

    private long littleEndian(int start, int length) {
        var value = 0L;
        for (var i = length - 1; i >= 0; i--) {
            value = (value << 8) | payload.at(start + i);
        }
        return value;
    }
}
