package dev.countersign.signer.audit;

import dev.countersign.signer.audit.checkpoint.Checkpoint;
import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.journal.archive.ArchiveDamaged;
import dev.countersign.signer.journal.archive.ArchiveFolder;
import dev.countersign.signer.journal.archive.ArchiveReader;
import dev.countersign.signer.journal.archive.SealedFile;
import dev.countersign.signer.ledger.LedgerReader;
import dev.countersign.signer.ledger.LedgerReader.StoredEntry;
import dev.countersign.signer.model.PinnedKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/// Verifies a ledger and believes only the entries: reads each one, hashes it, holds it against those before
/// it, and then holds everything else that is stored (leaf hashes, head, checkpoints, request ids, charges,
/// slots) against what the entries say. What that proves, and what it does not, is in docs/journal.md.
///
/// Keeps one record for each request in memory.
public final class JournalVerifier {

    /// Verifies everything that `reader` shows, with what is archived.
    ///
    /// @param origin the journal's name in its checkpoints
    /// @param checkpointKey the pinned Ed25519 key; without it the checkpoints are compared, but not verified
    public Report verify(LedgerReader reader, String origin, Optional<PinnedKey> checkpointKey) {
        return new Run(reader.ledgerId(), reader.checkpoints(), origin, checkpointKey).report(reader);
    }

    /// Verifies the files of an archive alone: that they hold the first entries of one journal, that these tell what
    /// can have happened, and that each file ends with a checkpoint that holds.
    ///
    /// @param checkpoints others, from elsewhere: signed notes
    /// @throws IOException if the files cannot be read
    public Report verify(ArchiveFolder folder, List<String> checkpoints, String origin, PinnedKey checkpointKey)
            throws IOException {
        var files = folder.complete();
        var ledgerId = ArchiveReader.ledgerId(files.getFirst());
        var run = new Run(ledgerId, checkpoints, origin, Optional.of(checkpointKey));
        try (var reader = new ArchiveReader(files, ledgerId, run::sealed)) {
            return run.report(reader);
        }
    }

    /// One verification.
    private static final class Run {

        private final String origin;
        private final Optional<PinnedKey> checkpointKey;
        private final Problems problems = new Problems();
        private final MerkleFrontier frontier = MerkleFrontier.empty();
        private final EntryChecks entries;
        private final CheckpointChecks checkpoints;
        private long next;
        private long sealed;

        Run(String ledgerId, List<String> checkpoints, String origin, Optional<PinnedKey> checkpointKey) {
            this.origin = origin;
            this.checkpointKey = checkpointKey;
            this.entries = new EntryChecks(problems, ledgerId);
            this.checkpoints = new CheckpointChecks(problems, checkpoints, origin, checkpointKey);
        }

        Report report(LedgerReader reader) {
            keepHead();
            try {
                reader.entries(0, this::read, this::sealed);
            } catch (IllegalArgumentException e) {
                problems.at(next, "cannot be read: " + e.getMessage());
            } catch (UncheckedIOException e) {
                return damaged(e);
            }
            var head = frontier.head();
            checkHead(head, reader.head());
            if (entries.archives().archived() != reader.archived()) {
                problems.general("the ledger says that " + reader.archived()
                        + " entries are archived, but the entries say "
                        + entries.archives().archived());
            }
            var holding = checkpoints.check(head.size());
            new TableChecks(problems, entries).check(reader);
            return report(holding);
        }

        Report report(ArchiveReader reader) throws IOException {
            keepHead();
            try {
                while (reader.hasNext()) {
                    var index = reader.nextIndex();
                    var content = reader.next();
                    read(new StoredEntry(index, content, MerkleFrontier.leafHash(content)));
                }
            } catch (ArchiveDamaged e) {
                problems.above(String.valueOf(e.getMessage()));
                return report(0);
            }
            return report(sealed + checkpoints.check(frontier.size()));
        }

        /// What comes after a file that does not fit was not read, and what the tables say cannot be told.
        private Report damaged(UncheckedIOException e) {
            if (!(e.getCause() instanceof ArchiveDamaged)) {
                throw e;
            }
            problems.above(e.getCause().getMessage() + ". Nothing after it was verified");
            return report(0);
        }

        private Report report(long holding) {
            return new Report(
                    frontier.size(),
                    entries.signatures(),
                    entries.refusals(),
                    frontier.head(),
                    holding,
                    problems.found());
        }

        private void sealed(SealedFile file) {
            entries.archives().read(file);
            try {
                checkpointKey.ifPresent(key -> Checkpoint.open(file.checkpoint(), origin, key));
                sealed++;
            } catch (IllegalArgumentException e) {
                problems.general(
                        "the checkpoint in the archive's file " + file.file().path() + ": " + e.getMessage());
            }
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

        private void checkHead(TreeHead head, TreeHead stored) {
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
