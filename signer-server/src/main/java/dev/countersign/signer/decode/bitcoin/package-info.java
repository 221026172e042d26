/// What a PSBT takes from a key: its own inputs, less what returns to it, told by scripts that only the policy
/// names.
///
/// In: a [dev.countersign.signer.bundle.KeyPolicy] and a PSBT's bytes. Out: a
/// [dev.countersign.signer.decode.Transaction], its amounts proven by the transactions that it spends; with the
/// signatures the PSBT, or the network transaction. The rooms below are Bitcoin as bytes and know no policy. State:
/// none. Failure: [dev.countersign.signer.model.Refused], TRANSACTION_UNDECODABLE naming the rule, the field's path
/// and its byte, or the reason why what is understood is not signed. What is decoded is encoded again and must be
/// the same bytes; our bytes are hashed.
///
/// What it cannot know: whether an output that it is told of still exists, and what a script does that is
/// not one of the standard forms.
@NullMarked
package dev.countersign.signer.decode.bitcoin;

import org.jspecify.annotations.NullMarked;
