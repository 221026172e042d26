/// What a policy would have changed, had it decided all along.
///
/// In: a [dev.countersign.signer.bundle.PolicyBundle] and the entries of a ledger, as one snapshot. Out: each decision
/// that would have been another one, and how many of each. State: while it reads, what the policy would have charged in
/// its longest window. Failure: an entry that cannot be read ends it; what the journal does not tell enough of is
/// counted as such and never guessed.
@NullMarked
package dev.countersign.signer.audit.backtest;

import org.jspecify.annotations.NullMarked;
