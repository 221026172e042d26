package dev.countersign.signer.decode.bitcoin.transaction;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;

/// An output: how much it holds, and what it asks of who spends it.
///
/// @param valueSat satoshis; in a transaction that was checked 0 to 21 million bitcoin
/// @param script the scriptPubKey; [dev.countersign.signer.address.bitcoin.script.OutputScript] tells its form
public record TxOutput(long valueSat, Bytes script) {

    /// Value, empty script.
    static final int LEAST_BYTES = 9;

    public static TxOutput read(ByteReader reader) throws Refused {
        return new TxOutput(reader.int64("value"), reader.lengthPrefixed("script"));
    }

    public void write(ByteWriter writer) {
        writer.int64(valueSat).lengthPrefixed(script);
    }
}
