package dev.countersign.signer.hsm.pkcs11.cryptoki;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.countersign.signer.hsm.HsmStartFailed;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;

/// A PIN, from a file straight into native memory: never a String, never on the heap. Closing wipes it. One thread.
public final class Pin implements AutoCloseable {

    private static final int MAX_BYTES = 255;

    private final Arena arena;
    private final MemorySegment memory;
    private final long length;

    private Pin(Arena arena, MemorySegment memory, long length) {
        this.arena = arena;
        this.memory = memory;
        this.length = length;
    }

    /// Reads a PIN file: the PIN and nothing else; one line break at its end is not part of it.
    public static Pin read(Path file) throws HsmStartFailed {
        refuseReadableByOthers(file);
        var arena = Arena.ofConfined();
        var memory = arena.allocate(MAX_BYTES + 2L);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var buffer = memory.asByteBuffer();
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // until the end of the file
            }
            var pin = new Pin(arena, memory, lengthOfLine(memory, buffer.position()));
            if (pin.length == 0 || pin.length > MAX_BYTES) {
                pin.close();
                throw new HsmStartFailed("PIN file " + file + " holds no PIN of 1 to " + MAX_BYTES + " bytes");
            }
            return pin;
        } catch (IOException e) {
            arena.close();
            throw new HsmStartFailed(
                    "PIN file " + file + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    public MemorySegment memory() {
        return memory;
    }

    public long length() {
        return length;
    }

    @Override
    public void close() {
        memory.fill((byte) 0);
        arena.close();
    }

    @Override
    public String toString() {
        return "Pin[redacted]";
    }

    private static long lengthOfLine(MemorySegment memory, int bytes) {
        var length = bytes;
        if (length > 0 && memory.get(JAVA_BYTE, length - 1L) == '\n') {
            length--;
        }
        if (length > 0 && memory.get(JAVA_BYTE, length - 1L) == '\r') {
            length--;
        }
        return length;
    }

    private static void refuseReadableByOthers(Path file) throws HsmStartFailed {
        try {
            var permissions = Files.getPosixFilePermissions(file);
            var ownerOnly = EnumSet.of(
                    PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
            if (!ownerOnly.containsAll(permissions)) {
                throw new HsmStartFailed("PIN file " + file + " is open to others (mode "
                        + PosixFilePermissions.toString(permissions) + "); run: chmod 600 " + file);
            }
        } catch (IOException e) {
            throw new HsmStartFailed("no PIN file at " + file + "; put the user PIN of the token there, mode 0600");
        }
    }
}
