/// Bitcoin's serialization: little-endian integers, CompactSize, and the hashes over them.
///
/// In: bytes. Out: fields, each with its path and its place for the refusal; canonical bytes. State: none.
/// Failure: [dev.countersign.signer.model.Refused], TRANSACTION_UNDECODABLE.
@NullMarked
package dev.countersign.signer.decode.bitcoin.wire;

import org.jspecify.annotations.NullMarked;
