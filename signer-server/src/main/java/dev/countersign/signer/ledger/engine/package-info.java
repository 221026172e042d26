/// What differs between the databases that can hold a ledger: where it lies, who may hold it, how a connection is
/// opened.
///
/// In: server.yaml's `ledger`. Out: connections for [dev.countersign.signer.ledger.store]. State: none. Failure:
/// [java.sql.SQLException], or [dev.countersign.signer.ledger.LedgerRefused] with words for the operator.
@NullMarked
package dev.countersign.signer.ledger.engine;

import org.jspecify.annotations.NullMarked;
