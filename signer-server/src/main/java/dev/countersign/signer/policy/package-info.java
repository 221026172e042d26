/// Decides whether a decoded transaction may be signed under its key's policy.
///
/// In: a [dev.countersign.signer.bundle.Grant] and a [dev.countersign.signer.decode.Transaction]. Out: a [Decision].
/// Pure: no clock, no I/O, no HSM, so the same inputs always give the same decision. Limits over time are stateful
/// and live in `ledger`, one room further on; this room says which [Meter]s they are counted on.
///
/// Fails closed: a rule that throws, or has no opinion, denies.
@NullMarked
package dev.countersign.signer.policy;

import org.jspecify.annotations.NullMarked;
