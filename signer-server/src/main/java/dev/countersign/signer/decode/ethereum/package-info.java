/// Ethereum transactions before they are signed: EIP-155 legacy, EIP-2930 and EIP-1559, read to the last
/// byte.
///
/// In: the bytes that a client wants hashed and the [dev.countersign.signer.bundle.KeyPolicy] of the key.
/// Out: a [dev.countersign.signer.decode.Transaction]: a native transfer, an ERC-20 `transfer`, or a
/// cancellation. State: none. Failure: [dev.countersign.signer.model.Refused]. What is decoded is encoded
/// again and must be the same bytes; our bytes are hashed. Personal messages and the digests of blind keys
/// are read here, too; typed data has a room of its own below.
///
/// What it cannot know: whether a contract's `transfer` does what ERC-20 says, and what the chain's state
/// makes of the transaction. The policy vouches for the tokens that it names.
@NullMarked
package dev.countersign.signer.decode.ethereum;

import org.jspecify.annotations.NullMarked;
