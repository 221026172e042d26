package dev.countersign.signer.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A signature of a file, as `ssh-keygen -Y sign` makes it (OpenSSH PROTOCOL.sshsig): by whom, and for what. Whether it
/// holds is another question.
///
/// @param namespace what it is for; a signature for another purpose is none
/// @param hash what the file was hashed with
/// @param signature 64 bytes, R and S (RFC 8032 §5.1.6)
/// @param touch what a security key says of itself; of none else
public record SshSignature(SshPublicKey key, String namespace, Hash hash, Bytes signature, Optional<Touch> touch) {

    /// More than any signature of Ed25519 needs.
    public static final int MAX_CHARACTERS = 2000;

    private static final String MAGIC = "SSHSIG";
    private static final int VERSION = 1;
    private static final String BEGIN = "-----BEGIN SSH SIGNATURE-----\n";
    private static final String END = "-----END SSH SIGNATURE-----\n";
    private static final Pattern BASE64 = Pattern.compile("([A-Za-z0-9+/]{1,76}\n)*[A-Za-z0-9+/]{1,76}={0,2}\n");

    /// What OpenSSH hashes files with.
    public enum Hash {
        SHA256("sha256", "SHA-256"),
        SHA512("sha512", "SHA-512");

        private final String word;
        private final String algorithm;

        Hash(String word, String algorithm) {
            this.word = word;
            this.algorithm = algorithm;
        }

        static Hash of(String word) {
            for (var hash : values()) {
                if (hash.word.equals(word)) {
                    return hash;
                }
            }
            throw new IllegalArgumentException("a hash called " + word + "; expected sha256 or sha512");
        }

        byte[] of(byte[] content) {
            try {
                return MessageDigest.getInstance(algorithm).digest(content);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has " + algorithm, e);
            }
        }
    }

    /// What a security key adds to what it signs (OpenSSH PROTOCOL.u2f, "SSH U2F signatures").
    ///
    /// @param flags bit 0: somebody touched it
    /// @param counter of its signatures, unsigned
    public record Touch(int flags, int counter) {

        boolean present() {
            return (flags & 1) != 0;
        }
    }

    /// Reads the text of a `.sig` file.
    ///
    /// @throws IllegalArgumentException in words, if it is not exactly of the form
    public static SshSignature parse(String armored) {
        if (armored.length() > MAX_CHARACTERS || !armored.startsWith(BEGIN) || !armored.endsWith(END)) {
            throw new IllegalArgumentException("no SSH signature, as ssh-keygen -Y sign writes it");
        }
        var body = armored.substring(BEGIN.length(), armored.length() - END.length());
        if (!BASE64.matcher(body).matches()) {
            throw new IllegalArgumentException("an SSH signature that is not in lines of Base64");
        }
        return decode(Base64.getDecoder().decode(body.replace("\n", "")));
    }

    private static SshSignature decode(byte[] blob) {
        var reader = new SshReader(blob);
        if (!reader.bytes(MAGIC.length()).equals(Bytes.of(MAGIC.getBytes(US_ASCII))) || reader.number() != VERSION) {
            throw new IllegalArgumentException("an SSH signature of another version than 1");
        }
        var key = SshPublicKey.decode(reader.string().toByteArray());
        var namespace = reader.word();
        if (reader.string().size() != 0) {
            throw new IllegalArgumentException("an SSH signature with a reserved field, of which nothing is known");
        }
        var hash = Hash.of(reader.word());
        var inner = new SshReader(reader.string().toByteArray());
        reader.end();
        if (!inner.word().equals(key.type().word())) {
            throw new IllegalArgumentException("an SSH signature of another type than its key");
        }
        var signature = inner.string();
        Optional<Touch> touch = key.type() == SshPublicKey.Type.SK_ED25519
                ? Optional.of(new Touch(inner.bytes(1).at(0), (int) inner.number()))
                : Optional.empty();
        inner.end();
        if (signature.size() != Ed25519.SIGNATURE_SIZE) {
            throw new IllegalArgumentException("an Ed25519 signature of " + signature.size() + " bytes");
        }
        return new SshSignature(key, namespace, hash, signature, touch);
    }

    /// True if its key signed exactly this content for exactly this purpose, and somebody was there if it is a security
    /// key.
    public boolean holds(String purpose, Bytes content) {
        if (!namespace.equals(purpose) || touch.filter(seen -> !seen.present()).isPresent()) {
            return false;
        }
        var signed = signed(content);
        return Ed25519.verify(signature.toByteArray(), 0, key.point().toByteArray(), 0, signed, 0, signed.length);
    }

    private byte[] signed(Bytes content) {
        var message = new ByteArrayOutputStream();
        message.writeBytes(MAGIC.getBytes(US_ASCII));
        SshPublicKey.string(message, namespace.getBytes(UTF_8));
        SshPublicKey.string(message, new byte[0]);
        SshPublicKey.string(message, hash.word.getBytes(UTF_8));
        SshPublicKey.string(message, hash.of(content.toByteArray()));
        return touch.map(seen -> ofSecurityKey(seen, message.toByteArray())).orElseGet(message::toByteArray);
    }

    /// What a FIDO authenticator signs: whose, its flags and counter, and the hash of what it was given.
    private byte[] ofSecurityKey(Touch seen, byte[] message) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(
                Digest32.sha256(key.application().getBytes(UTF_8)).bytes().toByteArray());
        out.write(seen.flags());
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(seen.counter()).array());
        out.writeBytes(Digest32.sha256(message).bytes().toByteArray());
        return out.toByteArray();
    }
}
