package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;

/// One field of a map.
///
/// @param key its type and its key data
/// @param offset of the value in the payload that it was read from
record PsbtEntry(Bytes key, Bytes value, int offset) {

    Bytes keyData() {
        return key.slice(1, key.size());
    }

    /// The value of a field of four bytes.
    long uint32() throws Refused {
        return ByteReader.of(value, "").uint32("value");
    }

    /// Reads the value where it stands, so that faults tell its place.
    ///
    /// @param name the field's, with its map
    ByteReader reader(ByteReader psbt, String name) {
        return psbt.part(name, offset, value.size());
    }
}
