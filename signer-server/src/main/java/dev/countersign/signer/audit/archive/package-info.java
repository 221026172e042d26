/// Moves old entries out of the database into files that verify.
///
/// In: a ledger, a folder, and how far. Out: files that end with a checkpoint signed by the journal's key, and a ledger
/// that has only the leaf hashes of what is in them. State: none of its own. Failure: nothing leaves the database that
/// was not read back from a file; done again, it goes on where it ended.
@NullMarked
package dev.countersign.signer.audit.archive;

import org.jspecify.annotations.NullMarked;
