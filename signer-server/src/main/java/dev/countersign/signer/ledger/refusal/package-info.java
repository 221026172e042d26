/// Refusals in the journal, without letting a client that is refused all day fill it.
///
/// In: refusals. Out: journal entries, soon; beyond a rate for each client, counts. State: the rates, in
/// memory. Failure: what cannot be journaled is counted, and the count is journaled when it can be.
@NullMarked
package dev.countersign.signer.ledger.refusal;

import org.jspecify.annotations.NullMarked;
