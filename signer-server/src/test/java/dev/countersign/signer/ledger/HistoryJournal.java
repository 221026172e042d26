package dev.countersign.signer.ledger;

import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.history.Operation;
import dev.countersign.signer.ledger.history.Written;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the journal has of one history, read beside the ledger.
///
/// @param from the first entry
record HistoryJournal(Engine engine, long from) {

    /// From the next entry on.
    static HistoryJournal from(Engine engine) throws LedgerRefused {
        try (var reader = SqlLedgerReader.open(engine)) {
            return new HistoryJournal(engine, reader.head().size());
        }
    }

    private Map<Long, JournalEntry> entries() throws LedgerRefused {
        try (var reader = SqlLedgerReader.open(engine)) {
            var entries = new TreeMap<Long, JournalEntry>();
            reader.entries(from, stored -> entries.put(stored.index(), JournalCodec.decode(stored.content())));
            return entries;
        }
    }

    /// As [LedgerSpecification#writes] tells it of the calls that wrote it.
    List<Written> written() throws LedgerRefused {
        var written = new ArrayList<Written>();
        entries().forEach((index, entry) -> written.add(new Written(index, what(entry), entry.at())));
        return written;
    }

    private static String what(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.Reserved reserved ->
                "reserve " + reserved.client() + " " + reserved.requestId() + " "
                        + reserved.requestDigest().hex();
            case JournalEntry.Settled settled -> "settle " + settled.client() + " " + settled.requestId();
            case JournalEntry.Released released -> "release " + released.reservedIndex();
            case JournalEntry.Tightened tightened -> "pull " + tightened.reason();
            case JournalEntry.Loosened loosened -> "lift " + loosened.leverIndex();
            case JournalEntry.PolicyActivated activated -> "activate " + activated.version();
            default -> entry.toString(); // which no call of a history writes
        };
    }

    /// The entries of the levers that stand.
    List<Long> standing() throws LedgerRefused {
        var standing = new ArrayList<Long>();
        entries().forEach((index, entry) -> {
            if (entry instanceof JournalEntry.Tightened) {
                standing.add(index);
            } else if (entry instanceof JournalEntry.Loosened loosened) {
                standing.remove(loosened.leverIndex());
            }
        });
        return standing;
    }

    /// What was reserved, and neither settled nor given back.
    List<Payment> open(List<Operation<LedgerCall>> operations) throws LedgerRefused {
        var asked = new LinkedHashMap<String, Payment>();
        for (var operation : operations) {
            if (operation.call() instanceof LedgerCall.Reserve(var payment, var _)) {
                asked.put(payment.request().digest().hex() + LedgerCall.name(payment), payment);
            }
        }
        var open = new LinkedHashMap<String, Payment>();
        for (var entry : entries().values()) {
            switch (entry) {
                case JournalEntry.Reserved reserved -> {
                    var name = reserved.client() + " " + reserved.requestId();
                    var digest = reserved.requestDigest().hex();
                    Optional.ofNullable(asked.get(digest + name)).ifPresent(payment -> open.put(name, payment));
                }
                case JournalEntry.Settled settled -> open.remove(settled.client() + " " + settled.requestId());
                case JournalEntry.Released released -> open.remove(released.client() + " " + released.requestId());
                default -> {
                    // charges nothing, and gives nothing back
                }
            }
        }
        return List.copyOf(open.values());
    }
}
