/// The client's commands: each parses its options, makes one conversation with the service and prints.
///
/// In: arguments and environment; never a secret. Out: short aligned lines, or one JSON object, on standard
/// output; an exit code ([dev.countersign.client.cli.report.ExitCode]). State: none. Failure: one readable line on
/// standard error, and no stack trace.
@NullMarked
package dev.countersign.client.cli;

import org.jspecify.annotations.NullMarked;
