package dev.countersign.signer.address.bitcoin;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.model.Bytes;
import java.util.Locale;

/// Bech32 and Bech32m strings (BIP-173 §Bech32, BIP-350 §Bech32m): a human-readable part, `1`, groups of 5
/// bits, and a checksum of 6 characters.
final class Bech32 {

    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int CHECKSUM_CHARACTERS = 6;
    private static final int MAX_CHARACTERS = 90;

    private Bech32() {}

    /// Which of the two a string is.
    enum Checksum {
        BECH32(1),
        BECH32M(0x2bc830a3);

        private final int constant;

        Checksum(int constant) {
            this.constant = constant;
        }
    }

    /// @param humanReadablePart in lower case
    /// @param groups values of 0 to 31, one a byte, without the checksum
    record Decoded(String humanReadablePart, Bytes groups, Checksum checksum) {}

    /// @throws IllegalArgumentException saying why it is neither Bech32 nor Bech32m
    static Decoded decode(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException("Bech32 has at most 90 characters, not " + text.length());
        }
        for (var i = 0; i < text.length(); i++) {
            if (text.charAt(i) < 33 || text.charAt(i) > 126) {
                throw new IllegalArgumentException("character %d is not printable ASCII".formatted(i + 1));
            }
        }
        var lower = text.toLowerCase(Locale.ROOT);
        if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT))) {
            throw new IllegalArgumentException("upper and lower case are mixed");
        }
        var separator = lower.lastIndexOf('1');
        if (separator < 1 || separator + 1 + CHECKSUM_CHARACTERS > lower.length()) {
            throw new IllegalArgumentException("a prefix, the separator 1, and a checksum of 6 characters are due");
        }
        var prefix = lower.substring(0, separator);
        var groups = groups(lower, separator + 1);
        var data = groups.slice(0, groups.size() - CHECKSUM_CHARACTERS);
        return new Decoded(prefix, data, checksum(polymod(prefix, groups)));
    }

    /// @param humanReadablePart in lower case
    /// @param groups values of 0 to 31, one a byte
    static String encode(String humanReadablePart, Checksum checksum, Bytes groups) {
        var padded = new ByteWriter(MAX_CHARACTERS).bytes(groups).bytes(Bytes.of(new byte[CHECKSUM_CHARACTERS]));
        var remainder = polymod(humanReadablePart, padded.written()) ^ checksum.constant;
        var text = new StringBuilder(humanReadablePart).append('1');
        for (var i = 0; i < groups.size(); i++) {
            text.append(ALPHABET.charAt(groups.at(i)));
        }
        for (var i = CHECKSUM_CHARACTERS - 1; i >= 0; i--) {
            text.append(ALPHABET.charAt((remainder >>> (5 * i)) & 31));
        }
        return text.toString();
    }

    private static Bytes groups(String text, int from) {
        var writer = new ByteWriter(MAX_CHARACTERS);
        for (var i = from; i < text.length(); i++) {
            var value = ALPHABET.indexOf(text.charAt(i));
            if (value < 0) {
                throw new IllegalArgumentException("character %d is not of the Bech32 alphabet".formatted(i + 1));
            }
            writer.uint8(value);
        }
        return writer.written();
    }

    private static Checksum checksum(int remainder) {
        for (var checksum : Checksum.values()) {
            if (checksum.constant == remainder) {
                return checksum;
            }
        }
        throw new IllegalArgumentException("the checksum is wrong");
    }

    /// The BCH code's remainder over the expanded prefix and the groups.
    private static int polymod(String prefix, Bytes groups) {
        var remainder = 1;
        for (var i = 0; i < prefix.length(); i++) {
            remainder = step(remainder, prefix.charAt(i) >>> 5);
        }
        remainder = step(remainder, 0);
        for (var i = 0; i < prefix.length(); i++) {
            remainder = step(remainder, prefix.charAt(i) & 31);
        }
        for (var i = 0; i < groups.size(); i++) {
            remainder = step(remainder, groups.at(i));
        }
        return remainder;
    }

    private static int step(int remainder, int value) {
        var top = remainder >>> 25;
        var next = ((remainder & 0x1ff_ffff) << 5) ^ value;
        for (var i = 0; i < GENERATOR.length; i++) {
            if (((top >>> i) & 1) == 1) {
                next ^= GENERATOR[i];
            }
        }
        return next;
    }
}
