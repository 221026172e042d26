package dev.countersign.signer.audit;

import dev.countersign.signer.journal.TreeHead;
import java.util.List;
import java.util.Optional;

/// What a verification found.
///
/// @param entries entries read
/// @param signatures settlements among them
/// @param refusals requests refused: entries, and those that were only counted
/// @param head the tree head that the entries give
/// @param checkpoints checkpoints that verify against the key and the entries; those only compared with the
///     entries if no key was given
/// @param problems in the order found: entry by entry, then head, checkpoints and tables; at most
///     [#MOST_PROBLEMS]
public record Report(
        long entries, long signatures, long refusals, TreeHead head, long checkpoints, List<Problem> problems) {

    /// More are not kept: one broken entry can make many others look wrong.
    public static final int MOST_PROBLEMS = 100;

    /// Something that does not fit.
    ///
    /// @param index the entry, if it is about one
    public record Problem(Optional<Long> index, String what) {

        @Override
        public String toString() {
            return index.map(entry -> "entry " + entry + ": " + what).orElse(what);
        }
    }

    public Report {
        problems = List.copyOf(problems);
    }

    /// True if everything fits.
    public boolean ok() {
        return problems.isEmpty();
    }
}
