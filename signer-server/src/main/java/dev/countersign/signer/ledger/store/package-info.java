/// The ledger's tables, and the one thread that commits to them.
///
/// In and out: rows as values. State: what was read or written lately. Failure: [java.sql.SQLException]; one on the
/// writer's connection ends the service, because what is in memory may then differ from what is in the database, unless
/// the session can read the truth anew ([GroupCommit]).
@NullMarked
package dev.countersign.signer.ledger.store;

import org.jspecify.annotations.NullMarked;
