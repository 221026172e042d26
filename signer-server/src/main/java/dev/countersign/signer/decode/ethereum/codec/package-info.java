/// The bytes of unsigned Ethereum transactions: fields on the way in, canonical bytes on the way out.
///
/// In: a payload. Out: an [UnsignedTransaction] that is canonical to the last byte and keeps the protocol's rules
/// about its fields; its bytes with a signature. What it does, and whether a key may, is for the room above. State:
/// none. Failure: [dev.countersign.signer.model.Refused], TRANSACTION_UNDECODABLE or TRANSACTION_TYPE_REFUSED.
@NullMarked
package dev.countersign.signer.decode.ethereum.codec;

import org.jspecify.annotations.NullMarked;
