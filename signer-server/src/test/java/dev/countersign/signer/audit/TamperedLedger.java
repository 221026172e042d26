package dev.countersign.signer.audit;

import static dev.countersign.signer.audit.CheckpointKey.ORIGIN;
import static dev.countersign.signer.audit.JournalStory.slot;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

/// An honest ledger, to be changed behind the server's back. Entries 3 and 4 reserve and settle request `a`,
/// 5 reserves `b` (in doubt), 6 and 7 reserve and settle `c`. Checkpoints are of sizes 5 and 8.
final class TamperedLedger {

    static final String A = "request a of spiffe://firm.example/hot-wallet";
    static final String B = "request b of spiffe://firm.example/hot-wallet";

    final CheckpointKey key = new CheckpointKey(1);
    final LedgerInMemory stored;

    TamperedLedger() {
        var story = JournalStory.begun();
        story.settle("a", story.reserve("a", slot(7, "pay", 10)));
        var five = story.stored().head();
        story.reserve("b", slot(8, "pay", 10));
        story.settle("c", story.reserve("c", slot(9, "pay", 10)));
        stored = story.stored();
        stored.checkpoints.add(key.note(five));
        stored.checkpoints.add(key.note(stored.head));
    }

    Report verify() {
        return new JournalVerifier().verify(stored, ORIGIN, Optional.of(key.pinned()));
    }

    /// Asserts that the first problem begins so.
    void findsFirst(String start) {
        assertThat(verify().problems().getFirst().toString()).startsWith(start);
    }

    /// Asserts that there is one problem, and that it begins so.
    void findsOnly(String start) {
        assertThat(verify().problems()).singleElement().asString().startsWith(start);
    }

    /// Asserts that some problem begins so.
    void finds(String start) {
        assertThat(verify().problems()).extracting(Report.Problem::toString).anyMatch(line -> line.startsWith(start));
    }
}
