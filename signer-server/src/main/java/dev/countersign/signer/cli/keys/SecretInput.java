package dev.countersign.signer.cli.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.pkcs11.ceremony.Secret;
import dev.countersign.signer.model.KeyId;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ParameterException;

/// A secret from standard input: a terminal, which then shows nothing, or a pipe. Never a String, never
/// buffered where it cannot be wiped: the pipe's bytes go into one array. The JDK keeps a copy of what was
/// typed until this process ends, which it does at once.
record SecretInput(Usage usage) {

    /// 512 bytes in hex, and a line break.
    private static final int MAX_WRITTEN = 2 * Secret.MAX_BYTES + 2;

    private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/|tty|console).*");

    /// Reads the secret, asking for it if somebody sits there.
    ///
    /// @throws ParameterException if what is read cannot be a secret so encoded; the message has none of it
    Secret read(KeyId id, Secret.Encoding encoding) throws IOException {
        var console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (console.isEmpty() && isTerminal()) {
            throw usage.wrong("the secret would show on the terminal: its output goes elsewhere."
                    + " Let the output go to the terminal, or pipe the secret in");
        }
        var written = console.isPresent() ? typed(console.get(), id) : piped();
        try {
            return Secret.of(written, encoding);
        } catch (IllegalArgumentException e) {
            throw usage.wrong(String.valueOf(e.getMessage()));
        } finally {
            Arrays.fill(written, (byte) 0);
        }
    }

    private byte[] typed(Console console, KeyId id) {
        var typed = console.readPassword("Secret of %s (not shown): ", id);
        if (typed == null) {
            throw usage.wrong("no secret");
        }
        var room = new byte[4 * typed.length];
        try {
            var encoded = ByteBuffer.wrap(room);
            if (UTF_8.newEncoder().encode(CharBuffer.wrap(typed), encoded, true).isError()) {
                throw usage.wrong("the secret is no text");
            }
            return Arrays.copyOf(room, encoded.position());
        } finally {
            Arrays.fill(room, (byte) 0);
            Arrays.fill(typed, '\0');
        }
    }

    private byte[] piped() throws IOException {
        var room = new byte[MAX_WRITTEN + 1];
        try {
            var length = 0;
            var in = new FileInputStream(FileDescriptor.in); // System.in buffers; closing would close the descriptor
            for (var count = 0;
                    count >= 0 && length < room.length;
                    count = in.read(room, length, room.length - length)) {
                length += count;
            }
            if (length > MAX_WRITTEN) {
                throw usage.wrong("more than %d bytes; that is no secret".formatted(MAX_WRITTEN));
            }
            return Arrays.copyOf(room, length);
        } finally {
            Arrays.fill(room, (byte) 0);
        }
    }

    private static boolean isTerminal() {
        try {
            return TERMINAL.matcher(
                            Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString())
                    .matches();
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
