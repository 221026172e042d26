package dev.countersign.client.cli.input;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Reads what is signed and is no transaction.
public final class PayloadInput {

    private static final int MOST_BYTES = 128 * 1024; // the contract's
    private static final Pattern DIGEST = Pattern.compile("0x[0-9a-fA-F]{64}");

    private PayloadInput() {}

    /// A digest that is written as 0x and 64 hex digits.
    ///
    /// @throws IllegalArgumentException if it is not
    public static ByteString digest(String text) {
        if (!DIGEST.matcher(text).matches()) {
            throw new IllegalArgumentException("a digest is written as 0x and 64 hex digits");
        }
        return ByteString.copyFrom(HexFormat.of().parseHex(text.substring(2)));
    }

    /// A file's bytes; `-` is standard input.
    ///
    /// @throws IllegalArgumentException if it cannot be read, or is longer than any payload
    public static ByteString file(String name, InputStream standardInput) {
        try (var in = name.equals("-") ? standardInput : Files.newInputStream(Path.of(name))) {
            var content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw new IllegalArgumentException(name + " has more than " + MOST_BYTES + " bytes");
            }
            return ByteString.copyFrom(content);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + name, e);
        }
    }
}
