package dev.countersign.signer.hsm.pkcs11.ceremony;

import dev.countersign.signer.hsm.pkcs11.token.KeyTemplate;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey;
import java.io.Serial;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/// An HMAC secret that somebody else made, on its way into a token: in arrays that are wiped, never a
/// String, never in a file. Closing wipes it. One thread.
public final class Secret implements AutoCloseable {

    public static final int MIN_BYTES = 8;
    public static final int MAX_BYTES = 512;

    /// How a secret is written.
    public enum Encoding {
        /// RFC 4648 §4.
        BASE64,
        /// Digits of either case.
        HEX,
        /// The very bytes.
        RAW
    }

    /// Uses a key that is wiped afterwards.
    @FunctionalInterface
    interface Use<T, X extends Exception> {
        T of(byte[] key) throws X;
    }

    /// A key that leaves nothing behind: the JDK's HMAC wipes the copy that it asks for.
    private record MacKey(Secret secret, PinnedKey.Kind kind) implements SecretKey {

        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            return "Hmac";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return secret.macKey(kind);
        }
    }

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Reads a secret as an exchange gives it.
    ///
    /// @param written the caller wipes it; one line break at its end is not part of it
    /// @throws IllegalArgumentException if it is not so encoded, or has not 8 to 512 bytes; without any of it
    public static Secret of(byte[] written, Encoding encoding) {
        var line = Arrays.copyOf(written, lineLength(written));
        try {
            var secret = new Secret(
                    switch (encoding) {
                        case BASE64 -> base64(line);
                        case HEX -> hex(line);
                        case RAW -> line.clone();
                    });
            if (secret.bytes.length < MIN_BYTES || secret.bytes.length > MAX_BYTES) {
                var length = secret.bytes.length;
                secret.close();
                throw new IllegalArgumentException(
                        "the secret has %d bytes; %d to %d are taken".formatted(length, MIN_BYTES, MAX_BYTES));
            }
            return secret;
        } finally {
            wipe(line);
        }
    }

    /// Bytes of the secret.
    public int length() {
        return bytes.length;
    }

    /// What pins an HMAC key with this secret.
    byte[] checkValue(PinnedKey.Kind kind) {
        try {
            var mac = Mac.getInstance("Hmac" + hash(kind).replace("-", ""));
            mac.init(new MacKey(this, kind));
            return mac.doFinal(CheckValue.RESERVED_TEXT.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC", e);
        }
    }

    /// Gives the key that stands for the secret to `use`, and wipes it then.
    <T, X extends Exception> T give(PinnedKey.Kind kind, Use<T, X> use) throws X {
        var key = macKey(kind);
        try {
            return use.of(key);
        } finally {
            wipe(key);
        }
    }

    /// Length of what [#give] gives, in bytes.
    int keyBytes(PinnedKey.Kind kind) {
        return give(kind, key -> key.length);
    }

    @Override
    public void close() {
        wipe(bytes);
    }

    @Override
    public String toString() {
        return "Secret[redacted]";
    }

    /// The same MACs in a length that tokens take and that fits into an RSA envelope (RFC 2104 §2): a secret
    /// longer than the block of its hash stands for its digest, a shorter one for itself and zeros.
    private byte[] macKey(PinnedKey.Kind kind) {
        var block = kind == PinnedKey.Kind.HMAC_SHA256 ? 64 : 128;
        if (bytes.length <= block) {
            return Arrays.copyOf(bytes, Math.max(bytes.length, KeyTemplate.secretBytes(kind)));
        }
        try {
            return MessageDigest.getInstance(hash(kind)).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-2", e);
        }
    }

    private static String hash(PinnedKey.Kind kind) {
        return switch (kind) {
            case HMAC_SHA256 -> "SHA-256";
            case HMAC_SHA384 -> "SHA-384";
            case HMAC_SHA512 -> "SHA-512";
            case SECP256K1, P256, P384, ED25519, RSA_2048, RSA_3072 ->
                throw new IllegalArgumentException(kind + " is no secret key");
        };
    }

    private static int lineLength(byte[] written) {
        var length = written.length;
        if (length > 0 && written[length - 1] == '\n') {
            length--;
        }
        if (length > 0 && length < written.length && written[length - 1] == '\r') {
            length--;
        }
        return length;
    }

    private static byte[] base64(byte[] line) {
        try {
            return Base64.getDecoder().decode(line);
        } catch (IllegalArgumentException e) { // whose message quotes a character
            throw new IllegalArgumentException("the secret is not base64");
        }
    }

    private static byte[] hex(byte[] line) {
        var decoded = new byte[line.length / 2];
        try {
            for (var i = 0; i < decoded.length; i++) {
                decoded[i] =
                        (byte) (HexFormat.fromHexDigit(line[2 * i]) << 4 | HexFormat.fromHexDigit(line[2 * i + 1]));
            }
        } catch (NumberFormatException e) { // whose message quotes a character
            wipe(decoded);
            throw new IllegalArgumentException("the secret is not hex");
        }
        if (line.length % 2 != 0) {
            wipe(decoded);
            throw new IllegalArgumentException("the secret has an odd number of hex digits");
        }
        return decoded;
    }

    private static void wipe(byte[] bytes) {
        Arrays.fill(bytes, (byte) 0);
    }
}
