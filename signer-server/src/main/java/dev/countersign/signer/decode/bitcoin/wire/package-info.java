/// Bitcoin's serialization, read: little-endian integers and CompactSize.
///
/// In: bytes. Out: fields, each with its path and its place for the refusal. State: none.
/// Failure: [dev.countersign.signer.model.Refused], TRANSACTION_UNDECODABLE.
@NullMarked
package dev.countersign.signer.decode.bitcoin.wire;

import org.jspecify.annotations.NullMarked;
