/// Keeps tokens serving: who may sign where, and what happens when hardware does what hardware does.
///
/// In: a [dev.countersign.signer.hsm.pkcs11.queue.SigningJob]. Out: its verified signatures, or why not and whether
/// the hardware was asked. State: for each token its phase, the epoch that serves and its workers, who hangs; the keys
/// that are frozen. Failure: [dev.countersign.signer.hsm.HsmUnavailable]; a token that fails is opened anew, and when
/// nothing but a new process can help, whoever opened this is told so.
///
/// Threads, and what each owns:
///
/// - a caller (virtual) owns its job until it has offered it, and then waits;
/// - a worker (`hsm-<token>-<epoch>-<n>`) owns one session: it alone is ever inside it, and it alone closes it;
/// - a keeper (`hsm-keeper-<token>`) owns the token's phase, its login and the login's session: it opens an epoch,
/// looks
///   at it every second and after each fault, ends it and opens the next;
/// - the watch (`hsm-watch`) owns nothing and never enters a token: it notices who is late.
///
/// An epoch ends in this order: no new jobs; calls in flight return, or are found to hang; each worker closes its own
/// session; the keeper logs out. C_CloseAllSessions is never called. C_Finalize is called behind [ModuleGate] only.
/// Only `hsm.pkcs11` uses this room.
@NullMarked
package dev.countersign.signer.hsm.pkcs11.serving;

import org.jspecify.annotations.NullMarked;
