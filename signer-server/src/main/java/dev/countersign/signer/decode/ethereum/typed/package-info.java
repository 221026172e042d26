/// Typed data (EIP-712) read strictly: JSON as `eth_signTypedData_v4` has it, of types that the policy or this room
/// knows exactly, under a pinned domain, hashed from our own encoding.
///
/// In: the JSON and the [dev.countersign.signer.bundle.KeyPolicy] of the key. Out: a
/// [dev.countersign.signer.decode.Transaction]: an allowance (EIP-2612, Permit2), a transfer (EIP-3009), or what the
/// policy's definition says. State: none. Failure: [dev.countersign.signer.model.Refused].
///
/// What it cannot know: whether the contract of the domain does with a signature what its standard says. The policy
/// vouches for the domains that it pins.
@NullMarked
package dev.countersign.signer.decode.ethereum.typed;

import org.jspecify.annotations.NullMarked;
