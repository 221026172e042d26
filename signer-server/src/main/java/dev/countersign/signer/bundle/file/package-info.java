/// The sections of policy.yaml, each with its reader.
///
/// In: a [dev.countersign.signer.yaml.YamlFile]. Out: [PolicyFile], the policy's clients and keys, every name in it
/// resolved. State: none. Failure: each reader reports what it does not understand and reads on; the file then fails
/// as a whole.
@NullMarked
package dev.countersign.signer.bundle.file;

import org.jspecify.annotations.NullMarked;
