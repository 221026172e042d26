/// Ethereum transactions before they are signed: EIP-155 legacy, EIP-2930, EIP-1559 and EIP-4844, read to the last
/// byte.
///
/// In: the bytes that a client wants hashed and the [dev.countersign.signer.bundle.KeyPolicy] of the key.
/// Out: a [dev.countersign.signer.decode.Transaction]: a native transfer, a cancellation, or what a call does. State:
/// none. Failure: [dev.countersign.signer.model.Refused] where the bytes are no canonical transaction of the key's
/// chain; what else is not understood is told beside what is. What is decoded is encoded again and must be the same
/// bytes; our bytes are hashed. Personal messages and the digests of blind keys are read here, too.
///
/// What it cannot know: whether a contract does what its standard says, and what the chain's state makes of the
/// transaction. The policy vouches for the contracts that it names.
@NullMarked
package dev.countersign.signer.decode.ethereum;

import org.jspecify.annotations.NullMarked;
