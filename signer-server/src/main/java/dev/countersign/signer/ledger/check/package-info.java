/// What must hold before the ledger writes anything of a reservation: the request id, the slots and their order, the
/// limits.
///
/// In: an approval and the [Books]. Out: nothing, or [dev.countersign.signer.model.Refused]. State: none of
/// its own. Failure: refuses; writes nothing, so a refused reservation leaves no trace.
@NullMarked
package dev.countersign.signer.ledger.check;

import org.jspecify.annotations.NullMarked;
