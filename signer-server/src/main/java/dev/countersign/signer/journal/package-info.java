/// What is recorded of each decision, as bytes that can be proven: one JSON object an entry, one RFC 6962 leaf an
/// entry.
///
/// In: a [JournalEntry]. Out: its bytes, its leaf hash, the tree head after it. State: none; `ledger` stores what
/// this room computes, in the transaction that makes it true. Failure: bytes that are no entry are named
/// ([IllegalArgumentException]).
@NullMarked
package dev.countersign.signer.journal;

import org.jspecify.annotations.NullMarked;
