package dev.countersign.signer.hsm.pkcs11.login;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.countersign.signer.hsm.HsmStartFailed;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A PIN, from a file straight into native memory that is neither swapped nor dumped: never a String, never on
/// the heap. Closing wipes it. One thread.
public final class Pin implements AutoCloseable {

    /// The longest that any HSM of docs/hsm-vendors.md takes.
    private static final int MAX_BYTES = 256;

    private final Arena arena;
    private final MemorySegment page;
    private final String identity;
    private final MemorySegment bytes;

    private Pin(Arena arena, MemorySegment page, int length, String identity) {
        this.arena = arena;
        this.page = page;
        this.identity = identity;
        this.bytes = page.asSlice(0, length);
    }

    /// Reads a PIN file: the PIN and nothing else; one line break at its end is not part of it.
    public static Pin read(Path path) throws HsmStartFailed {
        var file = PinFile.at(path);
        file.refuseUnfit();
        var identity = file.identity();
        var arena = Arena.ofConfined();
        var page = ProcessMemory.page(arena);
        var memory = page.asSlice(0, MAX_BYTES + 3L); // one more than the longest, and a line break
        try {
            var pin = new Pin(arena, page, lengthOfLine(memory, fill(memory, path)), identity);
            if (pin.bytes.byteSize() == 0 || pin.bytes.byteSize() > MAX_BYTES) {
                throw new HsmStartFailed("PIN file " + path + " holds no PIN of 1 to " + MAX_BYTES + " bytes");
            }
            if (!file.identity().equals(identity)) {
                throw new HsmStartFailed("PIN file " + path + " was being written; try again when it is complete");
            }
            return pin;
        } catch (IOException e) {
            wipe(arena, page);
            throw file.unreadable(e);
        } catch (HsmStartFailed e) {
            wipe(arena, page);
            throw e;
        }
    }

    /// The PIN, for a call that takes it.
    public MemorySegment bytes() {
        return bytes;
    }

    /// Which file it was, as [PinFile#identity] tells.
    String identity() {
        return identity;
    }

    @Override
    public void close() {
        wipe(arena, page);
    }

    @Override
    public String toString() {
        return "Pin[redacted]";
    }

    private static void wipe(Arena arena, MemorySegment page) {
        ProcessMemory.wipe(page);
        arena.close();
    }

    private static int fill(MemorySegment memory, Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            var buffer = memory.asByteBuffer();
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // until the end of the file
            }
            return buffer.position();
        }
    }

    private static int lengthOfLine(MemorySegment memory, int bytes) {
        var length = bytes;
        if (length > 0 && memory.get(JAVA_BYTE, length - 1L) == '\n') {
            length--;
        }
        if (length > 0 && memory.get(JAVA_BYTE, length - 1L) == '\r') {
            length--;
        }
        return length;
    }
}
