/// What is signed of a transaction, one digest an input, and only ever by SIGHASH_ALL: every input and
/// every output.
///
/// In: an unsigned transaction, and of an input its script code and, with a witness, its amount. Out: the
/// digest. State: none. Failure: [dev.countersign.signer.model.Refused] where digests of the old form would
/// cost too much.
@NullMarked
package dev.countersign.signer.decode.bitcoin.sighash;

import org.jspecify.annotations.NullMarked;
