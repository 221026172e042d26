/// The corridor: the one path from a request to a signature.
///
/// In: a [dev.countersign.signer.model.Client] and a [dev.countersign.signer.model.SigningRequest]. Out: a
/// [dev.countersign.signer.ledger.Settled], or [dev.countersign.signer.model.Refused]. State: the requests under way.
/// Failure: every way out without a signature is a `Refused`; a broken invariant is never caught here.
@NullMarked
package dev.countersign.signer.signing;

import org.jspecify.annotations.NullMarked;
