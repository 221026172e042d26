/// Turns what an HSM returned into a signature that may leave: verified against the pinned key, low-S, with its
/// recovery id.
///
/// In: raw signature bytes, a digest, a [dev.countersign.signer.model.PinnedKey]. Out: a [VerifiedSignature]. State:
/// none. Failure: a signature that does not
/// verify is never returned, logged or kept ([SignatureRejected]).
@NullMarked
package dev.countersign.signer.signature;

import org.jspecify.annotations.NullMarked;
