package dev.countersign.signer.fuzz;

import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.model.Bytes;

/// Journal entries, as whoever can write to the database may have left them: no entry, or written as the same bytes.
public final class JournalEntryFuzz {

    private JournalEntryFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var content = Bytes.of(input);
        JournalEntry entry;
        try {
            entry = JournalCodec.decode(content);
        } catch (IllegalArgumentException noEntry) {
            var words = String.valueOf(noEntry.getMessage());
            if (!words.startsWith("no journal entry")) {
                throw new AssertionError("a refusal that does not say what is no entry: " + words, noEntry);
            }
            return;
        }
        if (!JournalCodec.encode(entry).equals(content)) {
            throw new AssertionError("it is written as other bytes");
        }
    }
}
