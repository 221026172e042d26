/// The commands of `bin/countersign`. Thin: each parses its options, calls one room and prints.
///
/// In: arguments. Out: text, or JSON where asked, and an exit code. State: none. Failure: one readable line on
/// standard error; 2 for wrong usage, 1 for what went wrong.
@NullMarked
package dev.countersign.signer.cli;

import org.jspecify.annotations.NullMarked;
