package dev.countersign.client.bitcoin;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/// Bytes in the forms of Bitcoin's network, read from the first to the last. Numbers are little-endian.
///
/// Whatever is not there throws [IllegalArgumentException].
final class Wire {

    private static final int ONE_BYTE_AT_MOST = 0xfc;
    private static final int TWO_BYTES = 0xfd;
    private static final int FOUR_BYTES = 0xfe;
    private static final int EIGHT_BYTES = 0xff;

    private final ByteString bytes;
    private int at;

    Wire(ByteString bytes) {
        this.bytes = bytes;
    }

    ByteString take(int count) {
        if (count < 0 || count > bytes.size() - at) {
            throw new IllegalArgumentException("it is cut off at byte " + at);
        }
        at += count;
        return bytes.substring(at - count, at);
    }

    /// How many bytes or items follow. Where there are fewer bytes than that, what reads them will say so.
    int count() {
        var first = take(1).byteAt(0) & 0xff;
        var count = switch (first) {
            case TWO_BYTES -> number(take(2));
            case FOUR_BYTES -> number(take(4));
            case EIGHT_BYTES -> number(take(8));
            default -> first;
        };
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("it tells of %d items".formatted(count));
        }
        return (int) count;
    }

    ByteString lengthPrefixed() {
        return take(count());
    }

    List<ByteString> lengthPrefixedItems() {
        var items = new ArrayList<ByteString>();
        for (var left = count(); left > 0; left--) {
            items.add(lengthPrefixed());
        }
        return items;
    }

    boolean startsWith(ByteString prefix) {
        return bytes.substring(at).startsWith(prefix);
    }

    void requireEnd() {
        if (at != bytes.size()) {
            throw new IllegalArgumentException("there are bytes after its end");
        }
    }

    /// Up to eight bytes; of eight the sign is the last one's.
    static long number(ByteString littleEndian) {
        var number = 0L;
        for (var i = littleEndian.size() - 1; i >= 0; i--) {
            number = (number << 8) | (littleEndian.byteAt(i) & 0xff);
        }
        return number;
    }

    static ByteString number(long number, int bytes) {
        var littleEndian = new byte[bytes];
        for (var i = 0; i < bytes; i++) {
            littleEndian[i] = (byte) (number >> (8 * i));
        }
        return ByteString.copyFrom(littleEndian);
    }

    /// How many items there are, or how long one is.
    static ByteString compactSize(int size) {
        if (size <= ONE_BYTE_AT_MOST) {
            return number(size, 1);
        }
        return size <= 0xffff
                ? number(TWO_BYTES, 1).concat(number(size, 2))
                : number(FOUR_BYTES, 1).concat(number(size, 4));
    }

    static ByteString prefixed(ByteString item) {
        return compactSize(item.size()).concat(item);
    }

    static ByteString doubleSha256(ByteString message) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return ByteString.copyFrom(sha256.digest(sha256.digest(message.toByteArray())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
