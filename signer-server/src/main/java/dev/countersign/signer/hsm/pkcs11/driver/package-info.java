/// The two drivers, one contract: a raw signature from a session.
///
/// In: a key, an algorithm, bytes. Out: the raw signature, unverified. State: one session a driver;
/// SunPKCS11 has a pool of its own beside it. Failure:
/// [SigningFault], which says whether the token may have signed. Only `hsm.pkcs11` uses this room.
@NullMarked
package dev.countersign.signer.hsm.pkcs11.driver;

import org.jspecify.annotations.NullMarked;
