package dev.countersign.signer.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalCodecTest {

    private static final Instant AT = Instant.parse("2026-11-21T03:04:05Z");
    private static final String OMITTED =
            "{\"schema\":2,\"kind\":\"refusals_omitted\",\"at\":\"2026-11-21T03:04:05.000Z\","
                    + "\"client\":\"spiffe://firm.example/hot-wallet\",\"count\":7}";

    @Test
    void an_entry_is_one_object_in_a_fixed_order_without_white_space() {
        var entry = new JournalEntry.RefusalsOmitted(AT, new Client("spiffe://firm.example/hot-wallet"), 7);

        assertThat(new String(JournalCodec.encode(entry).toByteArray(), UTF_8)).isEqualTo(OMITTED);
    }

    /// `'` stands for a quotation mark.
    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'count':7            | 'count':7,'more':1      | at $.more: a field too many: 'more'
            ,'count':7           |                         | at $.client: field 'count' is missing
            'count':7            | 'count':7,'count':7     | at $.count: a field too many: 'count'
            'schema':2,          |                         | at $.kind: field 'kind' where 'schema' belongs
            'schema':2           | 'schema':1              | at $.schema: schema 1 is not known
            'schema':2           | 'schema':'2'            | at $.schema: found STRING where NUMBER belongs
            refusals_omitted     | refusals                | at $.kind: unknown kind of entry
            'count':7            | 'count': 7              | not the canonical encoding from byte 122 on
            'count':7            | 'count':7.0             | not the canonical encoding from byte 123 on
            'count':7            | 'count':7.5             | at $.count: Expected a long
            hot-wallet           | h\\u006ft-wallet         | not the canonical encoding from byte 103 on
            05.000Z              | 05Z                     | not the canonical encoding from byte 63 on
            05.000Z              | 65.000Z                 | at $.at: no time:
            05.000Z              | 05.000001Z              | no journal entry at $: ledger time is counted in milliseconds
            2026-11-21           | +1000000000-11-21       | no journal entry at $: Invalid value for
            spiffe://            | http://                 | at $.client: a client is a SPIFFE ID
            }                    | }}                      | no journal entry at $
            'count':7}           | 'count':7               | no journal entry at $.count: End of input
            """)
    void what_is_no_entry_is_refused_and_the_place_is_named(String part, String instead, String message) {
        var changed = OMITTED.replace(part.replace('\'', '"'), instead == null ? "" : instead.replace('\'', '"'));

        assertThat(changed).isNotEqualTo(OMITTED);
        assertThatThrownBy(() -> JournalCodec.decode(Bytes.of(changed.getBytes(UTF_8))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void an_attempt_that_no_number_of_ours_can_hold_is_refused() {
        var reserved = Stream.generate(new RandomEntries(new Random(1))::next)
                .filter(JournalEntry.Reserved.class::isInstance)
                .findFirst()
                .orElseThrow();
        var text = new String(JournalCodec.encode(reserved).toByteArray(), UTF_8);
        var changed = text.replaceFirst("\"attempt\":[0-9]+", "\"attempt\":3000000000");

        assertThatThrownBy(() -> JournalCodec.decode(Bytes.of(changed.getBytes(UTF_8))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no journal entry at $.attempt");
    }

    @Test
    void what_cannot_be_written_without_loss_is_refused() {
        var tooFine = new JournalEntry.Started(AT.plusNanos(1), "1", Duration.ZERO);
        var halfCharacter = new JournalEntry.Started(AT, "\ud83d", Duration.ZERO);

        assertThatThrownBy(() -> JournalCodec.encode(tooFine))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ledger time is counted in milliseconds: 2026-11-21T03:04:05.000000001Z");
        assertThatThrownBy(() -> JournalCodec.encode(halfCharacter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a text of the entry is not well-formed Unicode");
    }
}
