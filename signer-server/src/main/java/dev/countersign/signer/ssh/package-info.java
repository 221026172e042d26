/// OpenSSH's public keys and its signatures of files, for the officers who sign policies: `ssh-keygen` is all they
/// need.
///
/// In: what `ssh-keygen` wrote. Out: a key, a signature, whether it holds. State: none. Failure: what is not exactly of
/// the form, or of another kind than Ed25519, is refused in words.
@NullMarked
package dev.countersign.signer.ssh;

import org.jspecify.annotations.NullMarked;
