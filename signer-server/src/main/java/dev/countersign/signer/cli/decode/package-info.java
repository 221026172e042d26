/// `countersign decode`: what a payload does, told to a person or a program, by the very code that decides whether it
/// is signed.
///
/// In: a payload's text, and the policy whose names and assets it is read with. Out: a table, or one JSON object for
/// each payload. State: none. Failure: what cannot be decoded is told like everything else, and the exit code says
/// so.
@NullMarked
package dev.countersign.signer.cli.decode;

import org.jspecify.annotations.NullMarked;
