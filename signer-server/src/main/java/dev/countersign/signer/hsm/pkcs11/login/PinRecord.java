package dev.countersign.signer.hsm.pkcs11.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.TokenSettings;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What is on disk about one PIN file at one token: that it is being tried, or that the token refused it. It outlives
/// the process, so that a supervisor that restarts a server cannot lock a token. It names the file that was tried and
/// never what was in it.
///
/// @param file of the record
record PinRecord(Path file) {

    /// How far a try came.
    enum Progress {
        /// Sent; no outcome is known, as after a kill.
        TRYING,
        /// As before, for the second time.
        TRYING_AGAIN,
        /// The token refused it.
        REFUSED
    }

    /// @param identity of the PIN file, as [PinFile#identity] tells
    /// @param answer of the token; empty if there is none
    record Entry(Progress progress, String identity, String answer) {

        /// True if the PIN in the file that is now `present` must not be sent.
        boolean forbids(String present) {
            return identity.equals(present) && progress != Progress.TRYING;
        }
    }

    private static final String HEADER =
            "# A PIN is being tried at a token, or the token refused it: docs/hsm.md. Deleting this allows one more try.\n";

    static PinRecord of(TokenSettings settings) {
        var pinFile = settings.pinFile().toAbsolutePath().normalize().toString();
        var name = name(settings) + "-" + Integer.toHexString(pinFile.hashCode()) + ".tried";
        return new PinRecord(settings.state().resolve(name));
    }

    /// The file that is locked while a PIN is sent to the token. It stays: who deleted it would let two in at once.
    static FileChannel openLock(TokenSettings settings) throws IOException {
        var file = settings.state().resolve(name(settings) + ".lock");
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (Owner.ofThisProcess().equals(Owner.ROOT)) {
            // an operator's command must not lock the service out, which runs as the owner of the folder
            Files.setAttribute(file, "unix:uid", Files.getAttribute(settings.state(), "unix:uid"));
        }
        return channel;
    }

    /// @throws IOException if there is one that cannot be read or understood
    Optional<Entry> read() throws IOException {
        try {
            var fields = new HashMap<String, String>();
            for (var line : Files.readAllLines(file, UTF_8)) {
                var colon = line.indexOf(": ");
                if (!line.startsWith("#") && colon > 0) {
                    fields.put(line.substring(0, colon), line.substring(colon + 2));
                }
            }
            return Optional.of(new Entry(progress(fields), required(fields, "identity"), required(fields, "answer")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// Durable when it returns: a machine that stops right after has it.
    ///
    /// @param about lines for people
    void write(Entry entry, String... about) throws IOException {
        var text = new StringBuilder(HEADER);
        for (var line : about) {
            text.append(line).append('\n');
        }
        text.append("progress: ").append(entry.progress()).append('\n');
        text.append("identity: ").append(entry.identity()).append('\n');
        text.append("answer: ").append(entry.answer().replace('\n', ' ')).append('\n');
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (var channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(text.toString().getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        syncFolder();
    }

    void remove() throws IOException {
        if (Files.deleteIfExists(file)) {
            syncFolder();
        }
    }

    /// The beginning of the names of a token's files.
    private static String name(TokenSettings settings) {
        return "pin-" + URLEncoder.encode(settings.label(), UTF_8);
    }

    private void syncFolder() throws IOException {
        try (var folder = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private Progress progress(Map<String, String> fields) throws IOException {
        var written = required(fields, "progress");
        return Arrays.stream(Progress.values())
                .filter(progress -> progress.name().equals(written))
                .findFirst()
                .orElseThrow(() -> new IOException(file + " tells of no progress that is known"));
    }

    private String required(Map<String, String> fields, String name) throws IOException {
        var value = fields.get(name);
        if (value == null) {
            throw new IOException(file + " has no field '" + name + "'");
        }
        return value;
    }
}
