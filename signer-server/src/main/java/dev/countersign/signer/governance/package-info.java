/// Who may change what is signed: officers, by their signatures.
///
/// In: a policy's bytes and what officers signed. Out: [dev.countersign.signer.governance.Endorsed] policies and
/// [dev.countersign.signer.governance.Mandate]s, the proofs without which the ledger changes no governed policy. State:
/// none. Failure: [dev.countersign.signer.model.Refused] with a POLICY_ or ORDER_ reason.
@NullMarked
package dev.countersign.signer.governance;

import org.jspecify.annotations.NullMarked;
