/// The price tables that the ledger took in, and what charges are worth by the newest of them.
///
/// In: [dev.countersign.signer.governance.prices.EndorsedPrices], the policy that decides, and ledger time. Out: the
/// worth of each charge, or why nobody knows it. State: the tables, for ever, and in memory whether the newest
/// holds under the policy; used by the committing thread alone. Failure: what does not hold is no price, so that limits
/// which need
/// one refuse.
@NullMarked
package dev.countersign.signer.ledger.prices;

import org.jspecify.annotations.NullMarked;
