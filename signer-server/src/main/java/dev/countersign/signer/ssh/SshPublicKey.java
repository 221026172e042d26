package dev.countersign.signer.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// An Ed25519 public key as OpenSSH writes it, of a file or of a security key.
///
/// @param point 32 bytes (RFC 8032 §5.1.2): canonical, in the group of prime order
/// @param application what a security key was made for, such as `ssh:`; empty for a key in a file
public record SshPublicKey(Type type, Bytes point, String application) {

    /// What [#parse] takes, for people.
    public static final String FORM = "an Ed25519 public key as in id_ed25519.pub or id_ed25519_sk.pub";

    private static final Pattern LINE = Pattern.compile("([a-z0-9@.-]{1,64}) ([A-Za-z0-9+/]{1,400}={0,2})( .{0,200})?");

    /// Where the private half is.
    public enum Type {
        /// In a file or an agent (RFC 8709).
        ED25519("ssh-ed25519"),
        /// In a FIDO security key (OpenSSH PROTOCOL.u2f).
        SK_ED25519("sk-ssh-ed25519@openssh.com");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /// OpenSSH's name for it.
        public String word() {
            return word;
        }

        static Type of(String word) {
            for (var type : values()) {
                if (type.word.equals(word)) {
                    return type;
                }
            }
            throw new IllegalArgumentException("a key of type " + word);
        }
    }

    public SshPublicKey {
        if (point.size() != Ed25519.PUBLIC_KEY_SIZE || !Ed25519.validatePublicKeyFull(point.toByteArray(), 0)) {
            throw new IllegalArgumentException("a point that is no Ed25519 public key");
        }
        if (application.isEmpty() != (type == Type.ED25519)) {
            throw new IllegalArgumentException("a key of type " + type.word + " for '" + application + "'");
        }
    }

    /// Reads the line of a `.pub` file, with or without its comment.
    ///
    /// @throws IllegalArgumentException in words, if it is of another type, or not exactly of the form
    public static SshPublicKey parse(String line) {
        var parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not of the form; expected " + FORM);
        }
        var key = decode(Base64.getDecoder().decode(parts.group(2)));
        if (!line.startsWith(key.text()) || !key.type.word.equals(parts.group(1))) {
            throw new IllegalArgumentException("a key that is written in another way than its own");
        }
        return key;
    }

    static SshPublicKey decode(byte[] encoded) {
        var reader = new SshReader(encoded);
        var type = Type.of(reader.word());
        var point = reader.string();
        var application = type == Type.SK_ED25519 ? reader.word() : "";
        reader.end();
        return new SshPublicKey(type, point, application);
    }

    /// For example `SHA256:BccVFLn+hwCNfjPkgVft5Gw5k91EW8+ZFRpVG9t6qlY`, as `ssh-keygen -l` prints it.
    public String fingerprint() {
        var digest = Digest32.sha256(encoded()).bytes().toByteArray();
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    }

    /// As in a `.pub` file, without a comment.
    public String text() {
        return type.word + " " + Base64.getEncoder().encodeToString(encoded());
    }

    private byte[] encoded() {
        var out = new ByteArrayOutputStream();
        string(out, type.word.getBytes(UTF_8));
        string(out, point.toByteArray());
        if (type == Type.SK_ED25519) {
            string(out, application.getBytes(UTF_8));
        }
        return out.toByteArray();
    }

    /// Writes a `string` (RFC 4251 §5).
    static void string(ByteArrayOutputStream out, byte[] value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
        out.writeBytes(value);
    }

    @Override
    public String toString() {
        return fingerprint();
    }
}
