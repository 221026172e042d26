package dev.countersign.signer.ledger.history;

import java.time.Instant;
import java.util.Optional;

/// One call of one process, from its invocation to its response.
///
/// @param at ledger time, which stood still meanwhile
/// @param invoked nanoseconds of one clock for all processes
/// @param responded the same; [#NEVER] if there was no response: then it may have happened at any time, or not at all
/// @param answer in words; empty if there was no response
/// @param entry the journal's entry that the answer names
public record Operation<C>(
        int process, C call, Instant at, long invoked, long responded, Optional<String> answer, Optional<Long> entry) {

    public static final long NEVER = Long.MAX_VALUE;

    /// True if this was over before the other began.
    boolean precedes(Operation<C> other) {
        return responded < other.invoked;
    }

    /// True if it is the very same call: a process makes one at a time.
    boolean is(Operation<C> other) {
        return process == other.process && invoked == other.invoked;
    }

    /// As a line of a report.
    String words(long sinceNanos) {
        var end = responded == NEVER ? "never" : millis(responded - sinceNanos);
        return "[" + millis(invoked - sinceNanos) + " .. " + end + "] process " + process + ": " + call + " -> "
                + answer.orElse("no answer");
    }

    private static String millis(long nanos) {
        return "%.3f ms".formatted(nanos / 1e6);
    }
}
