/// `countersign keys`: the key ceremony. People run it; the server does not.
///
/// In: arguments, and a secret from a terminal or a pipe. Out: the entry for policy.yaml or server.yaml,
/// tables, JSON. State: none of its own; keys and disabling notes are made in the token. No command deletes
/// a private key: the binding does not have C_DestroyObject. Failure: one line; 1 also where a key was made
/// that would not be served.
@NullMarked
package dev.countersign.signer.cli.keys;

import org.jspecify.annotations.NullMarked;
