package dev.countersign.signer.audit;

import dev.countersign.signer.journal.JournalEntry.PolicyAccepted;
import dev.countersign.signer.journal.JournalEntry.PolicyActivated;
import dev.countersign.signer.model.Digest32;
import java.util.Optional;

/// Which policy the entries read so far made active. Versions rise. From the first one that officers signed on, each
/// that becomes active was accepted before, in succession of the active one, and not before it was due.
final class PolicyHistory {

    private record Policy(long version, Digest32 digest) {}

    private final Problems problems;
    private Optional<Policy> active = Optional.empty();
    private Optional<PolicyAccepted> waiting = Optional.empty();
    private boolean governed;

    PolicyHistory(Problems problems) {
        this.problems = problems;
    }

    boolean isActive(long version, Digest32 digest) {
        return active.equals(Optional.of(new Policy(version, digest)));
    }

    /// True from the first policy with officers on.
    boolean governed() {
        return governed;
    }

    void accepted(long index, PolicyAccepted entry) {
        var follows = governed ? active.map(Policy::digest) : Optional.<Digest32>empty();
        if (!entry.follows().equals(follows)) {
            problems.at(index, "follows is not the digest of the active policy");
        }
        if (entry.officers().isEmpty()) {
            problems.at(index, "a policy was accepted that no officer signed");
        }
        if (entry.effective().isBefore(entry.at())) {
            problems.at(index, "effective is before the entry's own time");
        }
        if (waiting.filter(earlier -> earlier.version() >= entry.version()).isPresent()) {
            problems.at(index, "version does not rise above that of the policy which waits");
        }
        waiting = Optional.of(entry);
        governed = true;
    }

    /// A veto, or the end of a policy that another came before.
    void dropped(long index, long version, Digest32 digest) {
        if (waiting.filter(
                        policy -> policy.version() == version && policy.digest().equals(digest))
                .isEmpty()) {
            problems.at(index, "no policy of this version and digest waits");
        }
        waiting = Optional.empty();
    }

    void activated(long index, PolicyActivated entry) {
        active.ifPresent(before -> {
            if (entry.version() < before.version()) {
                problems.at(index, "version falls from " + before.version() + " to " + entry.version());
            } else if (entry.version() == before.version() && !entry.digest().equals(before.digest())) {
                problems.at(index, "version " + entry.version() + " has another digest than before");
            }
        });
        if (governed) {
            requireDue(index, entry);
        }
        active = Optional.of(new Policy(entry.version(), entry.digest()));
    }

    private void requireDue(long index, PolicyActivated entry) {
        if (waiting.filter(policy -> policy.digest().equals(entry.digest())).isEmpty()) {
            problems.at(index, "a policy became active that was not accepted");
        } else if (waiting.get().effective().isAfter(entry.at())) {
            problems.at(index, "a policy became active before " + waiting.get().effective());
        }
        waiting = Optional.empty();
    }
}
