package dev.countersign.signer.journal.archive;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// The lines of a file as bytes, and the hash of all that was read.
final class LineReader implements AutoCloseable {

    /// No entry is as long: a request with its payload is far below.
    private static final int MOST_BYTES = 64 << 20;

    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final MessageDigest digest;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int filled;

    LineReader(Path file) throws IOException {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        in = Files.newInputStream(file);
    }

    /// The next line, without its newline; empty at the file's end, also if the last line has none.
    ///
    /// @throws IOException also if a line is too long to be an entry
    Optional<Bytes> next() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            if (at == filled && !fill()) {
                return Optional.empty();
            }
            var from = at;
            while (at < filled && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, from, at - from);
            if (line.size() > MOST_BYTES) {
                throw new IOException("a line of more than " + MOST_BYTES + " bytes");
            }
            if (at < filled) {
                at++;
                return Optional.of(Bytes.of(line.toByteArray()));
            }
        }
    }

    /// SHA-256 of the file; empty if there is more in it than what was read.
    Optional<Digest32> end() throws IOException {
        return at == filled && !fill() ? Optional.of(Digest32.of(digest.digest())) : Optional.empty();
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = Math.max(0, in.read(buffer));
        digest.update(buffer, 0, filled);
        return filled > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
