/// Bitcoin as bytes: transactions, scripts, addresses, PSBTs and what is signed of them. Knows no policy
/// and no ledger.
///
/// In: a PSBT's bytes. Out: a [dev.countersign.signer.decode.bitcoin.psbt.Psbt] whose amounts are proven by
/// the transactions that it spends, the digests to sign, and, with the signatures, the PSBT or the network
/// transaction. State: none. Failure: [dev.countersign.signer.model.Refused], TRANSACTION_UNDECODABLE,
/// naming the rule, the field's path and its byte. What is decoded is encoded again and must be the same
/// bytes; our bytes are hashed.
///
/// What it cannot know: whether an output that it is told of still exists, and what a script does that is
/// not one of the standard forms.
@NullMarked
package dev.countersign.signer.decode.bitcoin;

import org.jspecify.annotations.NullMarked;
