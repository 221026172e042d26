/// `countersign dev`: what people need to try the rest without money: a set-up, and spends of coins that never were.
///
/// In: arguments. Out: a folder, or a PSBT. State: none of its own. Failure: one line; 2 for wrong usage.
@NullMarked
package dev.countersign.signer.cli.dev;

import org.jspecify.annotations.NullMarked;
