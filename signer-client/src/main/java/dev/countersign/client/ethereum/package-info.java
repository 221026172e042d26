/// Builds Ethereum transfers for a signing service to sign, and checks what it gives back.
///
/// In: amounts as people write them, addresses, nonces and fees; answers of the service. Out: unsigned
/// transactions and requests that say what they expect; the signer and hash of a signed transaction,
/// recomputed here from its bytes. State: none. Failure: `IllegalArgumentException` for what cannot be
/// meant, with what would be right; [dev.countersign.client.genuine.AnswerNotGenuine] for an answer that
/// is not what was asked.
@NullMarked
package dev.countersign.client.ethereum;

import org.jspecify.annotations.NullMarked;
