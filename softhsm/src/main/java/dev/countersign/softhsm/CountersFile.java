package dev.countersign.softhsm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The file in which `faulty_pkcs11.c` counts: blocks of a label (40 bytes) and 71 counters, each a
/// name (24 bytes, in the first block only) and three 64-bit numbers in the machine's byte order. The
/// first block counts what concerns no token; the first unused block has no label.
record CountersFile(Path path) {

    /// What is counted of a function: calls, calls that the token did, calls whose callers were told
    /// CKR_OK.
    enum Column {
        ASKED(0),
        DONE(8),
        TOLD(16);

        private final int offset;

        Column(int offset) {
            this.offset = offset;
        }
    }

    private static final int LABEL_BYTES = 40;
    private static final int NAME_BYTES = 24;
    private static final int COUNTER_BYTES = NAME_BYTES + 3 * Long.BYTES;
    private static final int COUNTERS = 71;
    private static final int BLOCK_BYTES = LABEL_BYTES + COUNTERS * COUNTER_BYTES;

    /// Over all tokens and none.
    long sum(String function, Column column) {
        return read(function, column).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /// For one token; 0 if it has not been seen.
    long of(String function, String label, Column column) {
        return read(function, column).getOrDefault(label, 0L);
    }

    private Map<String, Long> read(String function, Column column) {
        var byLabel = new HashMap<String, Long>();
        var blocks = blocks();
        if (blocks.isEmpty()) {
            return byLabel;
        }
        var position = LABEL_BYTES + number(blocks.getFirst(), function) * COUNTER_BYTES + NAME_BYTES;
        for (var block : blocks) {
            byLabel.put(text(block, 0, LABEL_BYTES), block.getLong(position + column.offset));
        }
        return byLabel;
    }

    private static int number(ByteBuffer block, String function) {
        for (var i = 0; i < COUNTERS; i++) {
            if (text(block, LABEL_BYTES + i * COUNTER_BYTES, NAME_BYTES).equals(function)) {
                return i;
            }
        }
        throw new IllegalArgumentException("nothing counts " + function);
    }

    /// None if no process has loaded the module yet.
    private List<ByteBuffer> blocks() {
        var blocks = new ArrayList<ByteBuffer>();
        try (var in = Files.newInputStream(path)) {
            while (true) {
                var block = ByteBuffer.wrap(in.readNBytes(BLOCK_BYTES)).order(ByteOrder.nativeOrder());
                if (block.capacity() < BLOCK_BYTES || (!blocks.isEmpty() && block.get(0) == 0)) {
                    return blocks;
                }
                blocks.add(block);
            }
        } catch (NoSuchFileException e) {
            return blocks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(ByteBuffer block, int from, int length) {
        var bytes = new byte[length];
        block.get(from, bytes);
        var text = new String(bytes, US_ASCII);
        return text.substring(0, Math.max(0, text.indexOf('\0')));
    }
}
