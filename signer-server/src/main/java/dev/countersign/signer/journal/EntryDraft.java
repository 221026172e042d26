package dev.countersign.signer.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.signer.model.Bytes;
import java.time.Instant;

/// The encoding of an entry whose time is not known yet: written by who prepares it, dated by who commits it.
/// Immutable.
public final class EntryDraft {

    private final byte[] content;
    private final int timeAt;

    private EntryDraft(byte[] content, int timeAt) {
        this.content = content;
        this.timeAt = timeAt;
    }

    /// Writes an entry.
    ///
    /// @param entry whose own time does not matter
    /// @throws IllegalArgumentException as [JournalCodec#encode] does
    public static EntryDraft of(JournalEntry entry) {
        return new EntryDraft(JournalCodec.encode(entry).toByteArray(), EntryWriter.timeAt(entry));
    }

    /// What [JournalCodec#encode] makes of the entry at this time.
    public Bytes dated(Instant at) {
        var dated = content.clone();
        var time = EntryTime.text(at).getBytes(US_ASCII);
        System.arraycopy(time, 0, dated, timeAt, time.length);
        return Bytes.of(dated);
    }
}
