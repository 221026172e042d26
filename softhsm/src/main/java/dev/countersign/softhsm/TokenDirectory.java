package dev.countersign.softhsm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/// One token as SoftHSM 2.6.1 keeps it: a directory with a file for each object, encrypted under the
/// token's key, and `token.object`, which holds that key (under each PIN), the label and the serial
/// number, neither under any checksum.
record TokenDirectory(Path path) {

    private static final String TOKEN_OBJECT = "token.object";
    private static final int LABEL_AT = 0x20; // after a generation number and the attribute's type, kind and length
    private static final int LABEL_BYTES = 32;
    private static final int SERIAL_AT = 0x58;
    private static final int SERIAL_BYTES = 16;

    /// The token in `tokens` that has this label.
    static TokenDirectory labelled(Path tokens, String label) {
        try (var directories = Files.list(tokens)) {
            return directories
                    .map(TokenDirectory::new)
                    .filter(token -> token.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no token is labelled " + label));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String label() {
        return new String(tokenObject(), LABEL_AT, LABEL_BYTES, US_ASCII).strip();
    }

    /// A copy in `tokens` under another label and a new serial number.
    void copy(Path tokens, String label) {
        if (label.isEmpty() || label.length() > LABEL_BYTES) {
            throw new IllegalArgumentException("a label has 1 to 32 characters: " + label);
        }
        var serial = HexFormat.of().toHexDigits(UUID.randomUUID().getMostSignificantBits());
        var copied = tokenObject();
        put(copied, LABEL_AT, "%-32s".formatted(label));
        put(copied, SERIAL_AT, serial);
        try (var files = Files.list(path)) {
            var target = Files.createDirectory(tokens.resolve(UUID.randomUUID().toString()));
            for (var file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
            Files.write(target.resolve(TOKEN_OBJECT), copied);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(byte[] object, int at, String text) {
        System.arraycopy(text.getBytes(US_ASCII), 0, object, at, text.length());
    }

    /// Its bytes, if they have the layout that we know.
    private byte[] tokenObject() {
        try {
            var object = Files.readAllBytes(path.resolve(TOKEN_OBJECT));
            var lengths = HexFormat.of().formatHex(Arrays.copyOfRange(object, LABEL_AT - 8, LABEL_AT))
                    + HexFormat.of().formatHex(Arrays.copyOfRange(object, SERIAL_AT - 8, SERIAL_AT));
            if (!lengths.equals("%016x%016x".formatted(LABEL_BYTES, SERIAL_BYTES))) {
                throw new IllegalStateException("not as SoftHSM 2.6 keeps a token: " + path);
            }
            return object;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
