/// What changes between two policies, and whether it is proven to allow less.
///
/// In: the active [dev.countersign.signer.bundle.PolicyBundle] and a proposed one. Out: a [PolicyDiff],
/// a line of words for each change with its [Direction]. State: none. Failure: none; what is not
/// understood to be tighter is OTHER, a component that nobody thought of among it.
///
/// TIGHTER is a proof and not an opinion: for every request, at every time and in every state of the
/// ledger, the proposed policy signs nothing that the active one would not have signed, and charges no
/// less for it. Whoever can have a policy take effect at once on the strength of it may be a thief with
/// enough signatures. docs/decisions/0029-only-what-is-proven-is-tighter.md has the proofs that are not
/// plain.
@NullMarked
package dev.countersign.signer.governance.diff;

import org.jspecify.annotations.NullMarked;
