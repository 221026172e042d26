package dev.countersign.signer.hsm.pkcs11.cryptoki;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What a library's file must be before it may be loaded (System V ABI, "ELF Header" and "Program Header"). Loading
/// what is no library at all is not harmless: the JVM then mends its stack guards. Loading half a library kills the
/// process in the loader, which maps bytes that the file does not have.
final class ElfFile {

    private static final int MAGIC = 0x7f454c46; // 0x7f "ELF"
    private static final int HEADER_BYTES = 64;
    private static final int SEGMENT_BYTES = 56;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int PT_LOAD = 1;

    private ElfFile() {}

    /// Why `file` must not be loaded, in words for the operator; empty text if nothing speaks against it. Files of
    /// other word sizes and byte orders pass: the loader refuses them by itself.
    static String objection(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var header = read(channel, 0, HEADER_BYTES);
            if (header.limit() < HEADER_BYTES || header.getInt(0) != MAGIC) {
                return "is no library; give the path of the vendor's PKCS#11 module";
            }
            var isNative = header.get(4) == CLASS_64 && header.get(5) == LITTLE_ENDIAN;
            return isNative && !complete(channel, header.order(ByteOrder.LITTLE_ENDIAN))
                    ? "is cut short; copy the vendor's library there again"
                    : "";
        }
    }

    private static boolean complete(FileChannel channel, ByteBuffer header) throws IOException {
        var start = header.getLong(32);
        var count = Short.toUnsignedInt(header.getShort(56));
        var segments = read(channel, start, count * SEGMENT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (segments.limit() < count * SEGMENT_BYTES) {
            return false;
        }
        for (var at = 0; at < segments.limit(); at += SEGMENT_BYTES) {
            var end = segments.getLong(at + 8) + segments.getLong(at + 32);
            if (segments.getInt(at) == PT_LOAD && end > channel.size()) {
                return false;
            }
        }
        return true;
    }

    /// At most `bytes` from `position`: fewer where the file ends before.
    private static ByteBuffer read(FileChannel channel, long position, int bytes) throws IOException {
        var buffer = ByteBuffer.allocate(bytes);
        var at = position;
        while (buffer.hasRemaining() && at >= 0 && at < channel.size()) {
            at += channel.read(buffer, at);
        }
        return buffer.flip();
    }
}
