/// What has been charged, what was signed, and when: the memory that limits, request ids and slots depend on.
///
/// In: [dev.countersign.signer.policy.Approved] becomes a [Reservation], durable before the HSM is asked;
/// [dev.countersign.signer.signature.VerifiedSignature]s become a [Settled], durable before the answer leaves. State:
/// the database, ledger time, and window sums that are rebuilt from the charges. One thread commits, in groups.
/// Failure: a write that is not known to be durable ends the ledger's service (LEDGER_UNAVAILABLE) until a restart
/// has read what is on disk; nothing is ever refunded on a guess.
@NullMarked
package dev.countersign.signer.ledger;

import org.jspecify.annotations.NullMarked;
