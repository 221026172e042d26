/// What the client's commands print, and the exit codes that they end with.
///
/// In: the service's answers, as the contract's messages, and failures of a call. Out: for each answer aligned
/// lines for people and one JSON object for programs; an exit code. State: none, but a report under way. Failure:
/// none of its own; an asset that is not known is shown in base units.
@NullMarked
package dev.countersign.client.cli.report;

import org.jspecify.annotations.NullMarked;
