package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Refused;

/// The form of one field: reads its key data and its value to their ends. What it leaves over is refused.
@FunctionalInterface
interface Shape {

    /// Refuses what has not the form.
    ///
    /// @param key after its type
    void check(ByteReader key, ByteReader value) throws Refused;

    /// The form of either of them alone.
    @FunctionalInterface
    interface Part {
        void check(ByteReader reader) throws Refused;
    }
}
