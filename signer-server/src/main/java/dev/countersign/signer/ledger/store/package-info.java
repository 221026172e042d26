/// The ledger's tables in SQLite, and the one thread that commits to them. The only SQL of the server is here.
///
/// In and out: rows as values. State: the database file, in WAL mode with `synchronous=FULL`, and the
/// connections to it. Failure: [java.sql.SQLException]; one on the writer's connection ends the service,
/// because what is in memory may then differ from what is on disk ([GroupCommit]).
@NullMarked
package dev.countersign.signer.ledger.store;

import org.jspecify.annotations.NullMarked;
