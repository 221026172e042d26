package dev.countersign.signer.audit;

import dev.countersign.signer.journal.JournalEntry.Loosened;
import dev.countersign.signer.journal.JournalEntry.Reserved;
import dev.countersign.signer.journal.JournalEntry.Tightened;
import dev.countersign.signer.ledger.lever.PulledLever;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which levers the entries read so far pulled, and did not let go of. While one stands, nothing that it
/// stops is reserved or settled.
final class LeverHistory {

    private final Problems problems;
    private final TreeMap<Long, PulledLever> standing = new TreeMap<>();

    LeverHistory(Problems problems) {
        this.problems = problems;
    }

    void tightened(long index, Tightened entry) {
        standing.put(index, new PulledLever(index, entry.lever(), entry.operator(), entry.reason(), entry.at()));
    }

    /// @param governed true if officers govern the policy: then nobody but they lets go of a lever
    void loosened(long index, Loosened entry, boolean governed) {
        var pulled = Optional.ofNullable(standing.remove(entry.leverIndex()));
        if (pulled.filter(lever -> lever.lever().equals(entry.lever())).isEmpty()) {
            problems.at(index, "lever_index " + entry.leverIndex() + " is no lever that stands and is so");
        }
        if (governed == entry.officers().isEmpty() || governed == entry.nonce().isEmpty()) {
            problems.at(
                    index,
                    "a lever was let go of " + (governed ? "by no officer's order" : "by officers, without any"));
        }
    }

    /// @param what is done to the request of `reserved`
    void require(long index, String what, Reserved reserved) {
        var charged = reserved.charges().stream()
                .map(charge -> charge.amount().asset())
                .collect(Collectors.toSet());
        var key = Optional.of(reserved.publicKey().encoded());
        for (var pulled : standing.values()) {
            if (pulled.lever().stops(reserved.client(), key, charged)) {
                problems.at(index, "is " + what + " although entry " + pulled.index() + " stopped it");
            }
        }
    }

    Collection<PulledLever> standing() {
        return standing.values();
    }
}
