package dev.countersign.signer.ledger;

import dev.countersign.signer.journal.TreeHead;

/// A ledger that is not the one that its anchor remembers.
///
/// @param head what its journal is now
/// @param remembered how many entries the anchor remembers; 0 if there is no anchor to ask
/// @param why the ledger is not served, in words
public record LedgerLoss(String ledgerId, TreeHead head, long remembered, String why) {

    /// Why it is not served.
    public LedgerRefused refusal() {
        return new LedgerRefused(why);
    }
}
