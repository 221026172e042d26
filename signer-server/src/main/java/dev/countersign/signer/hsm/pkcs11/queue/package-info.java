/// Requests on their way to a session, and back: pure Java that knows no token.
///
/// In: a [SigningJob] of a caller that waits. Out: the same job, to whichever worker takes it. State: who waits, by
/// client. Failure: a full queue refuses at once; a job that nobody took by its deadline is never signed.
///
/// Threads: a caller (virtual) makes a job, offers it and parks; workers (platform) take jobs; one thread that never
/// enters a token expires what is late, so that nobody here waits with a timeout. Only `hsm.pkcs11` uses this room.
@NullMarked
package dev.countersign.signer.hsm.pkcs11.queue;

import org.jspecify.annotations.NullMarked;
