/// The direct binding: PKCS#11 v2.40 calls through java.lang.foreign.
///
/// In: a library's path, templates, bytes. Out: handles and bytes. State: the loaded module, until the process ends.
/// Failure: [CryptokiException] with the function and the CKR name. Only `hsm.pkcs11` uses this room.
@NullMarked
package dev.countersign.signer.hsm.pkcs11.cryptoki;

import org.jspecify.annotations.NullMarked;
