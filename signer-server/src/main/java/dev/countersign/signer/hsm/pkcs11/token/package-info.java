/// What is in a token: its keys, and what they must be.
///
/// In: a session that is logged in. Out: the token's keys, each with what is wrong with it; templates for new ones.
/// State: none. Failure: CryptokiException. Only `hsm.pkcs11` uses this room.
@NullMarked
package dev.countersign.signer.hsm.pkcs11.token;

import org.jspecify.annotations.NullMarked;
