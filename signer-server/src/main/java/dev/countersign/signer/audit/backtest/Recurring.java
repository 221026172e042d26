package dev.countersign.signer.audit.backtest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.LedgerReader;
import dev.countersign.signer.ledger.LedgerReader.StoredEntry;
import dev.countersign.signer.ledger.LedgerReader.StoredSlot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The slots that come up more than once: replaced, or named by what was refused. A replacement a year later still
/// counts the most of its family, so these families are not forgotten; all others are.
final class Recurring {

    /// An entry begins with its schema and its kind (docs/journal.md); reading on would cost as much as the back test.
    private static final int KIND_WITHIN = 48;

    private final Set<String> ids = new HashSet<>();
    private Optional<StoredSlot> last = Optional.empty();

    private Recurring() {}

    /// Their ids, of whichever payer.
    static Set<String> of(LedgerReader reader) {
        var recurring = new Recurring();
        reader.slots(recurring::visit);
        reader.entries(0, recurring::visit);
        return recurring.ids;
    }

    /// The reader tells them by payer and id.
    private void visit(StoredSlot slot) {
        if (last.filter(before ->
                        before.payer().equals(slot.payer()) && before.slotId().equals(slot.slotId()))
                .isPresent()) {
            ids.add(slot.slotId());
        }
        last = Optional.of(slot);
    }

    private void visit(StoredEntry entry) {
        var content = entry.content();
        var beginning = new String(
                content.slice(0, Math.min(KIND_WITHIN, content.size())).toByteArray(), US_ASCII);
        if (beginning.contains("\"kind\":\"refused\"") && read(entry) instanceof JournalEntry.Refused refused) {
            refused.intent().ifPresent(intent -> intent.slots().forEach(slot -> ids.add(slot.id())));
        }
    }

    static JournalEntry read(StoredEntry stored) {
        try {
            return JournalCodec.decode(stored.content());
        } catch (IllegalArgumentException e) {
            throw new UncheckedIOException(new IOException(
                    "entry " + stored.index() + " of the journal cannot be read: " + e.getMessage()
                            + "; `countersign journal verify` tells more",
                    e));
        }
    }
}
