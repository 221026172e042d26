/// Asks the hardware for signatures, and for nothing else.
///
/// In: a [dev.countersign.signer.ledger.Reservation]. Out: [dev.countersign.signer.signature.VerifiedSignature]s,
/// verified against the pinned key. State: sessions, key handles and the login of one epoch, all inside `pkcs11`.
/// Failure: [HsmUnavailable], which says whether the hardware may have signed.
@NullMarked
package dev.countersign.signer.hsm;

import org.jspecify.annotations.NullMarked;
