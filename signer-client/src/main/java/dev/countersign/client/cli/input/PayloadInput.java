package dev.countersign.client.cli.input;

import com.google.protobuf.ByteString;
import dev.countersign.v1.BitcoinPsbt;
import dev.countersign.v1.EthereumMessage;
import dev.countersign.v1.EthereumTypedData;
import dev.countersign.v1.RawDigest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Reads what is signed and is no Ethereum transaction.
public final class PayloadInput {

    private static final int MOST_BYTES = 128 * 1024; // the contract's
    private static final Pattern DIGEST = Pattern.compile("0x[0-9a-fA-F]{64}");

    private static final Pattern PUBLIC_KEY = Pattern.compile("(02|03)[0-9a-fA-F]{64}");

    private static final ByteString PSBT_MAGIC = ByteString.fromHex("70736274ff"); // BIP-174 §Specification
    private static final int MOST_PSBT_CHARACTERS =
            1024 * 1024 / 3 * 4 + 1024; // the contract's 1 MiB in base64, and some blanks

    private PayloadInput() {}

    /// The PSBT that `text` spells in base64; `-` reads it from standard input.
    ///
    /// @param finalize whether the network's transaction is asked for
    /// @throws IllegalArgumentException if it spells none
    public static BitcoinPsbt psbt(String text, boolean finalize, InputStream standardInput) {
        var base64 = textOrInput(text, standardInput, MOST_PSBT_CHARACTERS);
        try {
            var bytes = ByteString.copyFrom(Base64.getDecoder().decode(base64));
            if (bytes.startsWith(PSBT_MAGIC)) {
                return BitcoinPsbt.newBuilder()
                        .setPsbt(bytes)
                        .setFinalize(finalize)
                        .build();
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new IllegalArgumentException("a PSBT is written in base64: cHNidP8…");
    }

    /// An option's value without blanks around it; `-` stands for what standard input has, as far as `most`.
    static String textOrInput(String value, InputStream standardInput, int most) {
        return (value.equals("-") ? readAll(standardInput, most) : value).strip();
    }

    private static String readAll(InputStream input, int most) {
        try {
            return new String(input.readNBytes(most), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read standard input", e);
        }
    }

    /// A digest that is written as 0x and 64 hex digits.
    ///
    /// @throws IllegalArgumentException if it is not
    public static ByteString digest(String text) {
        if (!DIGEST.matcher(text).matches()) {
            throw new IllegalArgumentException("a digest is written as 0x and 64 hex digits");
        }
        return ByteString.copyFrom(HexFormat.of().parseHex(text.substring(2)));
    }

    /// A compressed public key that is written as 66 hex digits.
    ///
    /// @throws IllegalArgumentException if it is not
    public static ByteString publicKey(String text) {
        if (!PUBLIC_KEY.matcher(text).matches()) {
            throw new IllegalArgumentException("a compressed public key is written as 66 hex digits: 02… or 03…");
        }
        return ByteString.copyFrom(HexFormat.of().parseHex(text));
    }

    /// A message as it is written.
    public static EthereumMessage message(String text) {
        return EthereumMessage.newBuilder()
                .setMessage(ByteString.copyFromUtf8(text))
                .build();
    }

    /// Typed data out of a file; `-` is standard input.
    ///
    /// @throws IllegalArgumentException if it cannot be read, or is longer than any payload
    public static EthereumTypedData typedData(String name, InputStream standardInput) {
        return EthereumTypedData.newBuilder().setJson(file(name, standardInput)).build();
    }

    /// A digest as the payload itself.
    ///
    /// @throws IllegalArgumentException if it is not written as 0x and 64 hex digits
    public static RawDigest rawDigest(String text) {
        return RawDigest.newBuilder().setDigest(digest(text)).build();
    }

    /// A file's bytes; `-` is standard input.
    ///
    /// @throws IllegalArgumentException if it cannot be read, or is longer than any payload
    private static ByteString file(String name, InputStream standardInput) {
        try (var in = name.equals("-") ? standardInput : Files.newInputStream(Path.of(name))) {
            var content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw new IllegalArgumentException(name + " has more than " + MOST_BYTES + " bytes");
            }
            return ByteString.copyFrom(content);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + name, e);
        }
    }
}
