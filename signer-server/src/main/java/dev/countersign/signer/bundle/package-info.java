/// The policy as officers wrote it: policy.yaml, read strictly into one immutable [PolicyBundle]. One request uses
/// one bundle.
///
/// In: the file's bytes. Out: clients, assets, keys with their rules and limits, the digest of the bytes; and
/// [Grant], the proof that a client may ask for a key at all. State: none. Failure: a policy that is not wholly
/// understood does not load; every problem is named with file, line and field ([PolicyInvalid]).
@NullMarked
package dev.countersign.signer.bundle;

import org.jspecify.annotations.NullMarked;
