package dev.countersign.signer.decode.bitcoin.transaction;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.util.HexFormat;

/// A transaction's id, or with the witness its wtxid (BIP-141 §Transaction ID): the double SHA-256 of its
/// bytes.
///
/// @param hash in the order in which it is computed and serialized
public record Txid(Digest32 hash) implements Comparable<Txid> {

    static final int BYTES = 32;

    static Txid of(Bytes serialized) {
        return new Txid(new Digest32(serialized));
    }

    /// As people and block explorers write it: 64 lower-case hex digits, the last byte first.
    public String hex() {
        var reversed = new StringBuilder(2 * BYTES);
        for (var i = BYTES - 1; i >= 0; i--) {
            HexFormat.of().toHexDigits(reversed, (byte) hash.bytes().at(i));
        }
        return reversed.toString();
    }

    @Override
    public int compareTo(Txid other) {
        return hash.bytes().compareTo(other.hash.bytes());
    }

    @Override
    public String toString() {
        return hex();
    }
}
