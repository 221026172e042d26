/// The only room that knows PKCS#11 (OASIS PKCS#11 v2.40; v3.0 for Ed25519).
///
/// In: a [dev.countersign.signer.hsm.TokenSettings], the policy's keys, reservations. Out: verified signatures; with
/// the key ceremony, new keys. State: the module, one epoch's login, sessions and key handles, one platform thread
/// a session, the keys that are frozen. Failure: [dev.countersign.signer.hsm.HsmStartFailed] stops the start with one
/// line that says what to do; later faults are [dev.countersign.signer.hsm.HsmUnavailable]; an epoch that is broken
/// stays broken until a restart.
///
/// Three calls kill the process, so the code is built around never making them: two threads on one session,
/// C_Finalize with calls in flight, C_CloseAllSessions with calls in flight. A session belongs to one thread, or to
/// one lock; the last two are never called.
@NullMarked
package dev.countersign.signer.hsm.pkcs11;

import org.jspecify.annotations.NullMarked;
