package dev.countersign.signer.audit;

import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.LedgerReader;
import dev.countersign.signer.ledger.LedgerReader.StoredEntry;
import dev.countersign.signer.model.PinnedKey;
import java.util.Optional;

/// Verifies a ledger and believes only the entries: reads each one, hashes it, holds it against those before
/// it, and then holds everything else that is stored (leaf hashes, head, checkpoints, request ids, charges,
/// slots) against what the entries say. What that proves, and what it does not, is in docs/journal.md.
///
/// Keeps one record for each request in memory.
public final class JournalVerifier {

    /// Verifies everything that `reader` shows.
    ///
    /// @param origin the journal's name in its checkpoints
    /// @param checkpointKey the pinned Ed25519 key; without it the checkpoints are compared, but not verified
    public Report verify(LedgerReader reader, String origin, Optional<PinnedKey> checkpointKey) {
        return new Run(reader, origin, checkpointKey).report();
    }

    /// One verification.
    private static final class Run {

        private final LedgerReader reader;
        private final Problems problems = new Problems();
        private final MerkleFrontier frontier = MerkleFrontier.empty();
        private final EntryChecks entries;
        private final CheckpointChecks checkpoints;
        private long next;

        Run(LedgerReader reader, String origin, Optional<PinnedKey> checkpointKey) {
            this.reader = reader;
            this.entries = new EntryChecks(problems, reader.ledgerId());
            this.checkpoints = new CheckpointChecks(problems, reader.checkpoints(), origin, checkpointKey);
        }

        Report report() {
            keepHead();
            try {
                reader.entries(0, this::read);
            } catch (IllegalArgumentException e) {
                problems.at(next, "cannot be read: " + e.getMessage());
            }
            var head = frontier.head();
            checkHead(head);
            var holding = checkpoints.check(head.size());
            new TableChecks(problems, entries).check(reader);
            return new Report(head.size(), entries.signatures(), entries.refusals(), head, holding, problems.found());
        }

        private void read(StoredEntry stored) {
            var index = stored.index();
            if (index != next) {
                problems.at(next, "missing: what is stored next is entry " + index);
            }
            next = index + 1;
            var leafHash = MerkleFrontier.leafHash(stored.content());
            if (!leafHash.equals(stored.leafHash())) {
                problems.at(index, "the stored leaf hash is not the entry's");
            }
            frontier.append(leafHash);
            keepHead();
            try {
                entries.check(index, JournalCodec.decode(stored.content()));
            } catch (IllegalArgumentException e) {
                problems.at(index, String.valueOf(e.getMessage()));
            }
        }

        private void keepHead() {
            if (checkpoints.wants(frontier.size())) {
                checkpoints.reached(frontier.head());
            }
        }

        private void checkHead(TreeHead head) {
            var stored = reader.head();
            if (stored.size() != head.size()) {
                problems.at(
                        Math.min(stored.size(), head.size()),
                        "the stored head has " + stored.size() + " entries, but there are " + head.size());
            } else if (!stored.root().equals(head.root())) {
                problems.general("the root of the stored head is not the entries'");
            }
        }
    }
}
