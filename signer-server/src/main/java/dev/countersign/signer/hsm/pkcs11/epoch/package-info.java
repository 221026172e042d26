/// The seam between what keeps tokens serving and what a token is: one login, its sessions, the key handles that are
/// good for it.
///
/// In: a token's settings, the keys that are wanted. Out: drivers, each with a session. State: none here; an epoch's is
/// its login. Failure: [EpochFailed], which says what may help. Only `hsm.pkcs11` uses this room.
@NullMarked
package dev.countersign.signer.hsm.pkcs11.epoch;

import org.jspecify.annotations.NullMarked;
