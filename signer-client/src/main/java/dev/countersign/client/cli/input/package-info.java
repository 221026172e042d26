/// What the commands read of what people give them: payloads from options, files and standard input.
///
/// In: an option's value. Out: what a request takes. State: none. Failure: [IllegalArgumentException] for what cannot
/// be meant, which the commands tell as wrong usage.
@NullMarked
package dev.countersign.client.cli.input;

import org.jspecify.annotations.NullMarked;
