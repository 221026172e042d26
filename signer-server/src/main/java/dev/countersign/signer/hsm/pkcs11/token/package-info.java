/// One token: logging in to it, and what its keys are and must be.
///
/// In: a [dev.countersign.signer.hsm.TokenSettings]. Out: a login; the token's private keys, each with what is wrong
/// with it. State: the login. Failure: [dev.countersign.signer.hsm.HsmStartFailed]. Only `hsm.pkcs11` uses this room.
@NullMarked
package dev.countersign.signer.hsm.pkcs11.token;

import org.jspecify.annotations.NullMarked;
