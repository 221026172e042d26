/// What the checks of answers share, whatever the chain.
///
/// In: a signature as the contract has it. Out: the public key that made it. State: none. Failure:
/// [dev.countersign.client.genuine.AnswerNotGenuine].
@NullMarked
package dev.countersign.client.genuine;

import org.jspecify.annotations.NullMarked;
