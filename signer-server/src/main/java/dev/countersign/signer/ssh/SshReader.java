package dev.countersign.signer.ssh;

import dev.countersign.signer.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads the SSH wire format (RFC 4251 §5) strictly: what is read was there, and nothing is left at the end.
final class SshReader {

    private final ByteBuffer left;

    SshReader(byte[] content) {
        this.left = ByteBuffer.wrap(content);
    }

    /// As many bytes as they are.
    Bytes bytes(int count) {
        requireLeft(count);
        var bytes = new byte[count];
        left.get(bytes);
        return Bytes.of(bytes);
    }

    /// A `string`: its length in four bytes, big-endian, and then itself.
    Bytes string() {
        var length = number();
        if (length > left.remaining()) {
            throw new IllegalArgumentException("a length in it is beyond its end");
        }
        return bytes((int) length);
    }

    /// A `string` of printable ASCII.
    String word() {
        var word = new String(string().toByteArray(), StandardCharsets.ISO_8859_1);
        if (!word.chars().allMatch(character -> character > ' ' && character < 127)) {
            throw new IllegalArgumentException("a word in it is not printable ASCII");
        }
        return word;
    }

    /// A `uint32`.
    long number() {
        requireLeft(Integer.BYTES);
        return Integer.toUnsignedLong(left.getInt());
    }

    private void requireLeft(int count) {
        if (left.remaining() < count) {
            throw new IllegalArgumentException("it ends too early");
        }
    }

    void end() {
        if (left.hasRemaining()) {
            throw new IllegalArgumentException("something follows its end");
        }
    }
}
