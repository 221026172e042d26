/// Bitcoin transactions as the network serializes them, with and without witness (BIP-144).
///
/// In: bytes of a transaction, or its parts. Out: a [BitcoinTransaction] that is canonical to the last byte
/// and keeps the rules that need no other transaction; its ids, its weight, its bytes. State: none.
/// Failure: [dev.countersign.signer.model.Refused], TRANSACTION_UNDECODABLE.
@NullMarked
package dev.countersign.signer.decode.bitcoin.transaction;

import org.jspecify.annotations.NullMarked;
