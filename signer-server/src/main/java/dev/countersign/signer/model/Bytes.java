package dev.countersign.signer.model;

import java.util.Arrays;
import java.util.HexFormat;

/// An immutable byte string with value equality, ordered as unsigned bytes from the first on. Copies on the way in and
/// on the way out.
///
/// [#toString] tells the length only: payloads do not end up in logs by accident.
public final class Bytes implements Comparable<Bytes> {

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] value;
    private int hash; // 0 until it was asked for; whoever races computes the same

    private Bytes(byte[] value) {
        this.value = value;
    }

    /// The same bytes as `source`, copied.
    public static Bytes of(byte[] source) {
        return new Bytes(source.clone());
    }

    /// The bytes that `hex` spells: an even number of hex digits of either case, no prefix.
    ///
    /// @throws IllegalArgumentException if it spells none
    public static Bytes fromHex(String hex) {
        return new Bytes(HEX.parseHex(hex));
    }

    public byte[] toByteArray() {
        return value.clone();
    }

    public int size() {
        return value.length;
    }

    /// Unsigned value of the byte at `index`, 0 to 255.
    public int at(int index) {
        return value[index] & 0xff;
    }

    /// Bytes from `from`, inclusive, to `to`, exclusive.
    public Bytes slice(int from, int to) {
        if (from < 0 || from > to || to > value.length) {
            throw new IndexOutOfBoundsException("slice %d..%d of %d bytes".formatted(from, to, value.length));
        }
        return new Bytes(Arrays.copyOfRange(value, from, to));
    }

    /// Writes all of them to `target`, from index `at` on.
    ///
    /// @throws IndexOutOfBoundsException if they do not fit
    public void copyTo(byte[] target, int at) {
        System.arraycopy(value, 0, target, at, value.length);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    /// Lower-case hex without a prefix.
    public String hex() {
        return HEX.formatHex(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        var known = hash;
        if (known == 0) {
            known = Arrays.hashCode(value);
            hash = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return "Bytes[" + value.length + "]";
    }
}
