/// Turns what an HSM returned into a signature that may leave: verified against the pinned key; for transactions
/// also low-S, with its recovery id.
///
/// In: raw signature bytes, a digest or message, a [dev.countersign.signer.model.PinnedKey]. Out: a
/// [VerifiedSignature], or no exception. State: none but public keys that were seen. Failure: a signature that does
/// not verify is never returned, logged or kept ([SignatureRejected]).
@NullMarked
package dev.countersign.signer.signature;

import org.jspecify.annotations.NullMarked;
