package dev.countersign.signer.bundle.typed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.model.Bytes;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// A type without parts, and how its values are written.
///
/// @param bits the width of an integer or of fixed bytes, 8 to 256; 0 for the others
public record Atomic(Kind kind, int bits) implements FieldType {

    /// The kinds of atomic type.
    public enum Kind {
        ADDRESS,
        BOOL,
        UNSIGNED,
        SIGNED,
        FIXED_BYTES,
        BYTES,
        STRING
    }

    private static final int WORD = 32;
    private static final Pattern INTEGER = Pattern.compile("u?int([1-9][0-9]{0,2})");
    private static final Pattern FIXED = Pattern.compile("bytes([1-9]|[12][0-9]|3[0-2])");
    private static final Pattern DECIMAL = Pattern.compile("0|-?[1-9][0-9]{0,77}");
    private static final Pattern HEX_QUANTITY = Pattern.compile("0x(0|[1-9a-fA-F][0-9a-fA-F]{0,63})");
    private static final Pattern HEX = Pattern.compile("0x([0-9a-fA-F]{2})*");

    static Optional<Atomic> of(String written) {
        var integer = INTEGER.matcher(written);
        if (integer.matches()) {
            var bits = Integer.parseInt(integer.group(1));
            var kind = written.startsWith("u") ? Kind.UNSIGNED : Kind.SIGNED;
            return bits % 8 == 0 && bits <= 256 ? Optional.of(new Atomic(kind, bits)) : Optional.empty();
        }
        var fixed = FIXED.matcher(written);
        if (fixed.matches()) {
            return Optional.of(new Atomic(Kind.FIXED_BYTES, 8 * Integer.parseInt(fixed.group(1))));
        }
        return switch (written) {
            case "address" -> Optional.of(new Atomic(Kind.ADDRESS, 0));
            case "bool" -> Optional.of(new Atomic(Kind.BOOL, 0));
            case "bytes" -> Optional.of(new Atomic(Kind.BYTES, 0));
            case "string" -> Optional.of(new Atomic(Kind.STRING, 0));
            default -> Optional.empty();
        };
    }

    /// True for `bytes` and `string`, which are hashed (EIP-712 §"Definition of encodeData").
    public boolean isDynamic() {
        return kind == Kind.BYTES || kind == Kind.STRING;
    }

    /// True for integers.
    public boolean isInteger() {
        return kind == Kind.UNSIGNED || kind == Kind.SIGNED;
    }

    /// The value that `text` writes: the bytes of `bytes` and `string`, for all others the 32-byte word that is hashed.
    ///
    /// Integers are decimal without leading zeros, or `0x` and hex without leading zeros (not for negative ones);
    /// addresses are in lower case or have their EIP-55 checksum; `bytes` and `bytesN` are `0x` and hex, of
    /// exactly N bytes; `bool` is `true` or `false`; a `string` is itself.
    ///
    /// @throws IllegalArgumentException if it is not of the type, with a message that completes "… must be"
    public Bytes read(String text) {
        return switch (kind) {
            case ADDRESS -> address(text);
            case BOOL -> bool(text);
            case UNSIGNED, SIGNED -> integer(text);
            case FIXED_BYTES -> fixed(text);
            case BYTES -> hex(text);
            case STRING -> string(text);
        };
    }

    private static Bytes address(String text) {
        try {
            return leftPadded(
                    Bytes.fromHex(EthereumAddress.canonical(text).substring(2)).toByteArray());
        } catch (IllegalArgumentException notAnAddress) {
            throw new IllegalArgumentException(
                    "an address: 0x and 40 hex digits, lower case or with its EIP-55 checksum", notAnAddress);
        }
    }

    private static Bytes bool(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("true or false");
        }
        return leftPadded(new byte[] {(byte) (text.equals("true") ? 1 : 0)});
    }

    private Bytes integer(String text) {
        var isHex = HEX_QUANTITY.matcher(text).matches();
        if (!isHex && !DECIMAL.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "an integer: decimal digits without leading zeros, or 0x and hex digits without leading zeros");
        }
        var value = isHex ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
        var fits = kind == Kind.UNSIGNED
                ? value.signum() >= 0 && value.bitLength() <= bits
                : value.bitLength() <= bits - 1;
        if (!fits) {
            throw new IllegalArgumentException("in the range of " + (kind == Kind.UNSIGNED ? "uint" : "int") + bits);
        }
        var word = new byte[WORD];
        Arrays.fill(word, (byte) (value.signum() < 0 ? 0xff : 0)); // two's complement
        var magnitude = value.toByteArray();
        var length = Math.min(magnitude.length, WORD);
        System.arraycopy(magnitude, magnitude.length - length, word, WORD - length, length);
        return Bytes.of(word);
    }

    private Bytes fixed(String text) {
        var bytes = hex(text);
        if (bytes.size() * 8 != bits) {
            throw new IllegalArgumentException("0x and " + bits / 4 + " hex digits");
        }
        return Bytes.of(Arrays.copyOf(bytes.toByteArray(), WORD)); // on the left, zeros after it
    }

    private static Bytes hex(String text) {
        if (!HEX.matcher(text).matches()) {
            throw new IllegalArgumentException("0x and an even number of hex digits");
        }
        return Bytes.fromHex(text.substring(2));
    }

    private static Bytes string(String text) {
        var bytes = Bytes.of(text.getBytes(UTF_8));
        if (!new String(bytes.toByteArray(), UTF_8).equals(text)) { // a surrogate alone becomes a question mark
            throw new IllegalArgumentException("well-formed Unicode");
        }
        return bytes;
    }

    private static Bytes leftPadded(byte[] value) {
        var word = new byte[WORD];
        System.arraycopy(value, 0, word, WORD - value.length, value.length);
        return Bytes.of(word);
    }
}
