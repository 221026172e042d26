/// What a contract call does, read from its calldata: tokens, allowances, wrapped coins, multicalls, and the calls
/// that the policy pins.
///
/// In: a [Call], as the contract receives it. Out: a [Reading]: effects, and what is not understood, each with its
/// reason. State: none. Failure: what is not understood is told, and the policy denies it. Calldata is decoded, encoded
/// again and must be the same bytes. [TokenFunctions] is the table of what is understood by itself, [RefusedFunction]
/// of what is refused in its own words; everything else needs a call that the policy names.
@NullMarked
package dev.countersign.signer.decode.ethereum.call;

import org.jspecify.annotations.NullMarked;
