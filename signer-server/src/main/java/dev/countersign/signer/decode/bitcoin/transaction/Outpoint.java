package dev.countersign.signer.decode.bitcoin.transaction;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.Comparator;

/// One output of one transaction: what can be spent once.
///
/// @param index from 0, below 2^32
public record Outpoint(Txid txid, long index) implements Comparable<Outpoint> {

    private static final Outpoint NULL = new Outpoint(Txid.of(Bytes.of(new byte[Txid.BYTES])), 0xffff_ffffL);

    private static final Comparator<Outpoint> ORDER =
            Comparator.comparing(Outpoint::txid).thenComparingLong(Outpoint::index);

    static Outpoint read(ByteReader reader) throws Refused {
        return of(reader.bytes("txid", Txid.BYTES), reader.uint32("index"));
    }

    /// The output that a txid and an index name.
    ///
    /// @param txid 32 bytes as serialized
    public static Outpoint of(Bytes txid, long index) {
        return new Outpoint(Txid.of(txid), index);
    }

    /// What a coinbase transaction names in place of an output.
    boolean isNull() {
        return equals(NULL);
    }

    /// 36 bytes: the txid and the index.
    public void write(ByteWriter writer) {
        writer.bytes(txid.hash().bytes()).int32(index);
    }

    @Override
    public int compareTo(Outpoint other) {
        return ORDER.compare(this, other);
    }

    /// The txid as people write it, a colon, and the index.
    @Override
    public String toString() {
        return txid + ":" + index;
    }
}
