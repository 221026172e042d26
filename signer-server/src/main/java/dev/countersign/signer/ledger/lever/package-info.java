/// The levers that operators pulled and officers have not let go of.
///
/// In: what was pulled and what was let go of, by the committing thread. Out: [Levers], what is stopped
/// and how far limits are braked. State: a table, and in memory what stands. Failure: refuses what a
/// lever stops.
@NullMarked
package dev.countersign.signer.ledger.lever;

import org.jspecify.annotations.NullMarked;
