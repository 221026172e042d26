package dev.countersign.signer.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.MalformedJsonException;
import dev.countersign.signer.model.Bytes;
import java.io.IOException;
import java.io.StringReader;
import java.time.DateTimeException;
import java.util.Arrays;

/// Writes an entry as the bytes that are hashed and stored, and reads them back: one JSON object (RFC 8259)
/// in UTF-8, fields in one fixed order, no white space. An entry has exactly one encoding; docs/journal.md
/// shows each kind.
public final class JournalCodec {

    private JournalCodec() {}

    /// The one encoding of `entry`.
    ///
    /// @throws IllegalArgumentException if the entry cannot be written without loss: a time finer than a
    ///     millisecond, a text that is not Unicode
    public static Bytes encode(JournalEntry entry) {
        var json = new JsonBytes();
        new EntryWriter(json).write(entry);
        return Bytes.of(json.toByteArray());
    }

    /// The entry that `content` encodes. Unknown, missing, doubled or misplaced fields, and any other
    /// spelling than the one of [#encode], are refused.
    ///
    /// @throws IllegalArgumentException if `content` is no entry: says what and where
    public static JournalEntry decode(Bytes content) {
        var text = new String(content.toByteArray(), UTF_8);
        var json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
        JournalEntry entry;
        Bytes canonical;
        try {
            entry = new EntryReader(new FieldReader(json)).read();
            canonical = encode(entry);
        } catch (IOException
                | IllegalStateException
                | IllegalArgumentException
                | ArithmeticException
                | DateTimeException e) {
            // NumberFormatException is an IllegalArgumentException; Gson throws IllegalStateException for wrong types;
            // an attempt or a time can be beyond what we can hold
            throw new IllegalArgumentException("no journal entry at " + json.getPath() + ": " + what(e), e);
        }
        if (!canonical.equals(content)) {
            var at = Arrays.mismatch(canonical.toByteArray(), content.toByteArray());
            throw new IllegalArgumentException("no journal entry: not the canonical encoding from byte " + at + " on");
        }
        return entry;
    }

    /// Gson's own words for malformed JSON have several lines, and advise its programmer.
    private static String what(Exception e) {
        return e instanceof MalformedJsonException ? "malformed JSON" : String.valueOf(e.getMessage());
    }
}
