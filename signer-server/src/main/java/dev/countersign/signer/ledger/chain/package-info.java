/// What the ledger knows of the chains: which signatures can still be used, and what observers said is
/// spent.
///
/// In: reservations, observations. Out: until when a signature counts as outstanding. State: the tables
/// `living`, `spent` and `observed`. Failure: [java.sql.SQLException], which stops the ledger.
@NullMarked
package dev.countersign.signer.ledger.chain;

import org.jspecify.annotations.NullMarked;
