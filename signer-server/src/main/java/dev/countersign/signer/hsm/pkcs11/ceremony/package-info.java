/// Making tokens and keys: what people do, not what the server does.
///
/// In: a [dev.countersign.signer.hsm.TokenSettings], names, secrets from a pipe. Out: keys in the token, and what to
/// pin. State: the login of one ceremony. Failure: [KeyCeremonyFailed]. Nothing here deletes a private key.
@NullMarked
package dev.countersign.signer.hsm.pkcs11.ceremony;

import org.jspecify.annotations.NullMarked;
