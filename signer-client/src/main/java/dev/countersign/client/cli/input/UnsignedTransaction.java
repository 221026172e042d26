package dev.countersign.client.cli.input;

import com.google.protobuf.ByteString;
import dev.countersign.v1.EthereumTransaction;
import java.io.InputStream;
import java.util.HexFormat;

/// Reads the value of `--tx`.
public final class UnsignedTransaction {

    private static final int MOST_CHARACTERS = 2 * 128 * 1024 + 1024; // the contract's 128 KiB in hex, and some blanks

    private UnsignedTransaction() {}

    /// The transaction that `text` spells in hex, with or without 0x; `-` reads it from standard input.
    ///
    /// @throws IllegalArgumentException if it spells none
    public static EthereumTransaction read(String text, InputStream standardInput) {
        var hex = PayloadInput.textOrInput(text, standardInput, MOST_CHARACTERS);
        try {
            var bytes = HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex);
            return EthereumTransaction.newBuilder()
                    .setUnsignedTransaction(ByteString.copyFrom(bytes))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a transaction is written in hex: 0x02…", e);
        }
    }
}
