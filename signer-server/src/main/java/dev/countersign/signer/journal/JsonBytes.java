package dev.countersign.signer.journal;

import java.util.Arrays;

/// One JSON value (RFC 8259) written straight to UTF-8 bytes, without white space: the spelling of docs/journal.md
/// §Entries. Whoever writes keeps to the grammar; commas and colons come by themselves.
final class JsonBytes {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private byte[] bytes = new byte[2048];
    private int size;

    JsonBytes beginObject() {
        return open('{');
    }

    JsonBytes endObject() {
        return close('}');
    }

    JsonBytes beginArray() {
        return open('[');
    }

    JsonBytes endArray() {
        return close(']');
    }

    /// The name of the member whose value follows.
    JsonBytes name(String name) {
        separate();
        text(name);
        put(':');
        return this;
    }

    /// @throws IllegalArgumentException if `text` is not well-formed Unicode
    JsonBytes value(String text) {
        separate();
        text(text);
        return this;
    }

    JsonBytes value(long number) {
        return literal(Long.toString(number));
    }

    JsonBytes value(boolean flag) {
        return literal(flag ? "true" : "false");
    }

    JsonBytes nullValue() {
        return literal("null");
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private JsonBytes open(char bracket) {
        separate();
        put(bracket);
        return this;
    }

    private JsonBytes close(char bracket) {
        put(bracket);
        return this;
    }

    private JsonBytes literal(String ascii) {
        separate();
        for (var i = 0; i < ascii.length(); i++) {
            put(ascii.charAt(i));
        }
        return this;
    }

    /// A value or member is the first of its kind after an opening bracket or a colon, and follows another otherwise.
    private void separate() {
        if (size > 0 && bytes[size - 1] != '{' && bytes[size - 1] != '[' && bytes[size - 1] != ':') {
            put(',');
        }
    }

    private void text(String text) {
        put('"');
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                put(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
                supplementary(c, text.charAt(++i));
            } else {
                unusual(c);
            }
        }
        put('"');
    }

    private void unusual(char c) {
        switch (c) {
            case '"', '\\' -> escape(c);
            case '\t' -> escape('t');
            case '\b' -> escape('b');
            case '\n' -> escape('n');
            case '\r' -> escape('r');
            case '\f' -> escape('f');
            case '\u2028', '\u2029' -> unicodeEscape(c);
            default -> {
                if (c < ' ') {
                    unicodeEscape(c);
                } else if (Character.isSurrogate(c)) {
                    throw malformed();
                } else if (c < 0x80) {
                    put(c);
                } else {
                    encoded(c);
                }
            }
        }
    }

    private void escape(char letter) {
        put('\\');
        put(letter);
    }

    private void unicodeEscape(char c) {
        escape('u');
        for (var shift = 12; shift >= 0; shift -= 4) {
            put(HEX[(c >> shift) & 0xf]);
        }
    }

    /// UTF-8 of two or three bytes (RFC 3629 §3).
    private void encoded(char c) {
        if (c < 0x800) {
            put(0xc0 | (c >> 6));
        } else {
            put(0xe0 | (c >> 12));
            continuation(c >> 6);
        }
        continuation(c);
    }

    /// UTF-8 of four bytes.
    private void supplementary(char high, char low) {
        if (!Character.isLowSurrogate(low)) {
            throw malformed();
        }
        var point = Character.toCodePoint(high, low);
        put(0xf0 | (point >> 18));
        continuation(point >> 12);
        continuation(point >> 6);
        continuation(point);
    }

    /// The low six bits.
    private void continuation(int bits) {
        put(0x80 | (bits & 0x3f));
    }

    private void put(int octet) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = (byte) octet;
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("a text of the entry is not well-formed Unicode");
    }
}
