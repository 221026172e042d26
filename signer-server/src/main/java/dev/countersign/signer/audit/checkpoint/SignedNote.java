package dev.countersign.signer.audit.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/// A text and the signatures on it (C2SP signed-note §Format). Only Ed25519 signatures (type 0x01) are made
/// and verified; those of other keys are carried along unread.
///
/// @param text what is signed: ends with a newline
record SignedNote(String text, List<Line> signatures) {

    private static final byte ED25519 = 1;
    private static final int KEY_ID_BYTES = 4;
    private static final Pattern LINE = Pattern.compile("— ([^\\s+]+) ([A-Za-z0-9+/]+={0,2})");

    /// One signature line.
    ///
    /// @param keyId 4 bytes that tell a name's keys apart
    record Line(String name, Bytes keyId, Bytes signature) {}

    SignedNote {
        signatures = List.copyOf(signatures);
    }

    /// `text` signed by one key.
    ///
    /// @param signature Ed25519, 64 bytes
    static SignedNote of(String text, String name, PinnedKey key, Bytes signature) {
        if (signature.size() != 64) {
            throw new IllegalArgumentException("an Ed25519 signature has 64 bytes, not " + signature.size());
        }
        return new SignedNote(text, List.of(new Line(name, keyId(name, key), signature)));
    }

    /// Reads a note strictly: the text, an empty line, signature lines and nothing else.
    ///
    /// @throws IllegalArgumentException if it is no note
    static SignedNote parse(String note) {
        if (note.chars().anyMatch(character -> character < 0x20 && character != '\n')) {
            throw new IllegalArgumentException("a signed note has no control characters");
        }
        var end = note.lastIndexOf("\n\n");
        if (end < 0 || !note.endsWith("\n") || end + 2 == note.length()) {
            throw new IllegalArgumentException("a signed note is a text, an empty line and signature lines");
        }
        var lines = new ArrayList<Line>();
        note.substring(end + 2).lines().forEach(line -> lines.add(line(line)));
        return new SignedNote(note.substring(0, end + 1), lines);
    }

    /// True if `key`, under `name`, signed the text, and every line that claims to be this key's holds.
    boolean signedBy(String name, PinnedKey key) {
        var keyId = keyId(name, key);
        var own = signatures.stream()
                .filter(line -> line.name().equals(name) && line.keyId().equals(keyId))
                .toList();
        return !own.isEmpty() && own.stream().allMatch(line -> verifies(key, text.getBytes(UTF_8), line.signature()));
    }

    /// The note as it is stored and sent.
    String encoded() {
        var note = new StringBuilder(text).append('\n');
        for (var line : signatures) {
            var blob = concatenate(line.keyId().toByteArray(), line.signature().toByteArray());
            note.append("— ")
                    .append(line.name())
                    .append(' ')
                    .append(base64(blob))
                    .append('\n');
        }
        return note.toString();
    }

    /// How other tools are told about a key (C2SP signed-note §Verifier keys): `name+keyid+base64(type || key)`.
    static String verifierKey(String name, PinnedKey key) {
        return name + "+" + keyId(name, key).hex() + "+" + base64(typed(key));
    }

    private static boolean verifies(PinnedKey key, byte[] message, Bytes signature) {
        var verifier = new Ed25519Signer();
        verifier.init(false, new Ed25519PublicKeyParameters(key.encoded().toByteArray()));
        verifier.update(message, 0, message.length);
        return verifier.verifySignature(signature.toByteArray());
    }

    private static Line line(String line) {
        var matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a signature line: " + line);
        }
        var blob = Base64.getDecoder().decode(matcher.group(2));
        if (blob.length <= KEY_ID_BYTES || !base64(blob).equals(matcher.group(2))) {
            throw new IllegalArgumentException("not a signature in base64: " + line);
        }
        var bytes = Bytes.of(blob);
        return new Line(matcher.group(1), bytes.slice(0, KEY_ID_BYTES), bytes.slice(KEY_ID_BYTES, bytes.size()));
    }

    private static Bytes keyId(String name, PinnedKey key) {
        return Digest32.sha256((name + "\n").getBytes(UTF_8), typed(key))
                .bytes()
                .slice(0, KEY_ID_BYTES);
    }

    private static byte[] typed(PinnedKey key) {
        if (key.kind() != PinnedKey.Kind.ED25519) {
            throw new IllegalArgumentException("a checkpoint's key is an Ed25519 key, not " + key.kind());
        }
        return concatenate(new byte[] {ED25519}, key.encoded().toByteArray());
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
