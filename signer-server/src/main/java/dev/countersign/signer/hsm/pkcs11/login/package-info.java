/// Logging in to a token, with a PIN that nothing tries twice.
///
/// In: a [dev.countersign.signer.hsm.TokenSettings]. Out: one session that holds the login. State: the login. Failure:
/// [dev.countersign.signer.hsm.HsmStartFailed]. Only `hsm.pkcs11` uses this room.
@NullMarked
package dev.countersign.signer.hsm.pkcs11.login;

import org.jspecify.annotations.NullMarked;
