/// How much counts on a limit now: exact sums over moving windows, and the rule by which the versions of one
/// slot count once.
///
/// In: [Family]s, as the tables hold them, and ledger time. Out: what is used on a
/// [dev.countersign.signer.policy.Meter]. State: in memory only, rebuilt from the charges whenever a meter is
/// first asked for; used by the committing thread alone. Failure: none of its own.
@NullMarked
package dev.countersign.signer.ledger.window;

import org.jspecify.annotations.NullMarked;
