package dev.countersign.signer.audit;

import dev.countersign.signer.audit.checkpoint.Checkpoint;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.model.PinnedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Holds the stored checkpoints against the heads that the entries give on the way.
final class CheckpointChecks {

    private record Stored(int number, Checkpoint checkpoint) {}

    private final Problems problems;
    private final List<Stored> checkpoints = new ArrayList<>();
    private final Set<Long> sizes = new HashSet<>();
    private final Map<Long, TreeHead> heads = new HashMap<>();

    /// @param key without it signatures are not looked at
    CheckpointChecks(Problems problems, List<String> notes, String origin, Optional<PinnedKey> key) {
        this.problems = problems;
        for (var i = 0; i < notes.size(); i++) {
            var note = notes.get(i);
            try {
                var checkpoint = key.isPresent() ? Checkpoint.open(note, origin, key.get()) : Checkpoint.read(note);
                checkpoints.add(new Stored(i + 1, checkpoint));
                sizes.add(checkpoint.head().size());
            } catch (IllegalArgumentException e) {
                problems.general("checkpoint " + (i + 1) + ": " + e.getMessage());
            }
        }
    }

    /// True if a checkpoint speaks of the first `size` entries.
    boolean wants(long size) {
        return sizes.contains(size);
    }

    /// Keeps a head that the entries gave.
    void reached(TreeHead head) {
        heads.put(head.size(), head);
    }

    /// Compares, once every entry is read.
    ///
    /// @return the checkpoints that hold
    long check(long entries) {
        var holding = 0;
        var before = 0L;
        for (var stored : checkpoints) {
            var head = stored.checkpoint().head();
            var name = "checkpoint " + stored.number() + " of size " + head.size();
            var reached = heads.get(head.size());
            if (head.size() < before) {
                problems.general(name + " is smaller than the one before, of size " + before);
            } else if (reached == null) {
                problems.at(entries, name + " vouches for this entry, but there are only " + entries + " entries");
            } else if (!reached.equals(head)) {
                problems.at(
                        head.size() - 1,
                        name + " has another root than the entries up to this one give: one of them was changed");
            } else {
                holding++;
            }
            before = Math.max(before, head.size());
        }
        return holding;
    }
}
