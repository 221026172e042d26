package dev.countersign.client.ethereum;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/// The address of an account or a contract: 20 bytes.
public final class EthereumAddress {

    private static final HexFormat HEX = HexFormat.of();
    private static final int BYTES = 20;
    private static final Pattern FORM = Pattern.compile("0x[0-9a-fA-F]{40}");

    private final ByteString bytes;

    private EthereumAddress(ByteString bytes) {
        this.bytes = bytes;
    }

    /// The address that `text` spells: `0x` and 40 hex digits, all of one case, or mixed with the right
    /// checksum (ERC-55).
    ///
    /// @throws IllegalArgumentException if it spells none, or the checksum does not fit
    public static EthereumAddress parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("an address is 0x and 40 hex digits");
        }
        var digits = text.substring(2);
        var lower = digits.toLowerCase(Locale.ROOT);
        var address = new EthereumAddress(ByteString.copyFrom(HEX.parseHex(lower)));
        var checksummed = !digits.equals(lower) && !digits.equals(digits.toUpperCase(Locale.ROOT));
        if (checksummed && !address.checksummed().equals(text)) {
            throw new IllegalArgumentException(
                    "the address %s has a wrong checksum (EIP-55): a character may be mistyped".formatted(text));
        }
        return address;
    }

    /// The address of a public key: the last 20 bytes of the Keccak-256 of x || y (Yellow Paper, appendix
    /// F).
    ///
    /// @param uncompressed 0x04 || x (32) || y (32), SEC 1 §2.3.3
    static EthereumAddress of(byte[] uncompressed) {
        var digest = Keccak.of(ByteString.copyFrom(uncompressed).substring(1));
        return new EthereumAddress(digest.substring(digest.size() - BYTES));
    }

    /// The 20 bytes.
    public ByteString bytes() {
        return bytes;
    }

    /// `0x` and 40 lower-case digits, as CAIP-10 and CAIP-19 ids are compared.
    public String lowerCase() {
        return "0x" + HEX.formatHex(bytes.toByteArray());
    }

    /// `0x` and 40 digits in the mixed case of ERC-55: a letter is upper case where the Keccak-256 of the
    /// lower-case digits has a nibble of 8 or more.
    public String checksummed() {
        var digits = lowerCase().substring(2);
        var nibbles = HEX.formatHex(Keccak.of(ByteString.copyFromUtf8(digits)).toByteArray());
        var mixed = new StringBuilder("0x");
        for (var i = 0; i < digits.length(); i++) {
            var upper = Character.digit(nibbles.charAt(i), 16) >= 8;
            mixed.append(upper ? Character.toUpperCase(digits.charAt(i)) : digits.charAt(i));
        }
        return mixed.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EthereumAddress that && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    @Override
    public String toString() {
        return checksummed();
    }
}
