package dev.countersign.signer.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Bytes;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JournalCodecModelTest {

    private static final long SEED = 20261121;

    @Test
    void every_entry_comes_back_as_it_was_written() {
        var entries = new RandomEntries(new Random(SEED));
        var kinds = new HashSet<Class<?>>();

        for (var i = 0; i < 3_000; i++) {
            var entry = entries.next();
            kinds.add(entry.getClass());

            assertThat(JournalCodec.decode(JournalCodec.encode(entry)))
                    .as("entry %d of seed %d", i, SEED)
                    .isEqualTo(entry);
        }
        assertThat(kinds).hasSize(20);
    }

    @Test
    void a_draft_that_is_dated_is_the_entry_at_that_time() {
        var entries = new RandomEntries(new Random(SEED));

        for (var i = 0; i < 3_000; i++) {
            var draft = EntryDraft.of(entries.next());
            var at = Instant.ofEpochMilli(1_700_000_000_000L + 123_457L * i);
            var dated = draft.dated(at);

            assertThat(JournalCodec.decode(dated).at()).isEqualTo(at);
            assertThat(draft.dated(Instant.EPOCH)).isNotEqualTo(dated); // and the draft is as it was
            assertThat(draft.dated(at)).isEqualTo(dated);
        }
    }

    /// Whatever one changed byte makes of an entry, it is refused or is the one encoding of another entry.
    @Test
    void a_changed_byte_never_reads_as_the_same_entry() {
        var random = new Random(SEED);
        var entries = new RandomEntries(random);

        for (var i = 0; i < 5_000; i++) {
            var entry = entries.next();
            var content = JournalCodec.encode(entry).toByteArray();
            content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
            var changed = Bytes.of(content);
            try {
                var other = JournalCodec.decode(changed);
                assertThat(other).as(new String(content, UTF_8)).isNotEqualTo(entry);
                assertThat(JournalCodec.encode(other)).isEqualTo(changed);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageStartingWith("no journal entry");
            }
        }
    }
}
