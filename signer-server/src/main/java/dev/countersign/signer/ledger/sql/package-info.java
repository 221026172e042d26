/// A connection to the ledger's database: statements, what waits to be written, and how few messages it takes.
///
/// In and out: SQL with its arguments, rows. State: the connection, its prepared statements, and what waits.
/// Failure: [java.sql.SQLException].
@NullMarked
package dev.countersign.signer.ledger.sql;

import org.jspecify.annotations.NullMarked;
