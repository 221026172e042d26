package dev.countersign.signer.audit;

import static dev.countersign.signer.audit.JournalStory.CLIENT;
import static dev.countersign.signer.audit.JournalStory.slot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JournalPrinterTest {

    @Test
    void each_kind_of_entry_is_one_line() {
        var story = JournalStory.begun();
        var reserved = story.reserve("a", slot(7, "pay", 10));
        story.settle("a", reserved);
        story.release("b", story.tell(story.reserved("b", "b", 2, slot(8, "cancel", 10))));
        story.tell(new JournalEntry.RefusalsOmitted(story.now(), CLIENT, 5));

        assertThat(lines(story))
                .containsExactly(
                        "     0  2026-11-21T03:00:00Z  created   ledger 00112233445566778899aabbccddeeff of test",
                        "     1  2026-11-21T03:00:01Z  started   version 0.1.0 after 1000 ms",
                        "     2  2026-11-21T03:00:02Z  policy    version 7 digest " + JournalStory.POLICY,
                        "     3  2026-11-21T03:00:03Z  reserved  spiffe://firm.example/hot-wallet eth-hot a: transfer"
                                + " 1000 of eip155:1/slip44:60 to 0x" + "bb".repeat(20)
                                + ", fee at most 10 of eip155:1/slip44:60, on eip155:1/nonce/7 by rule top-up",
                        "     4  2026-11-21T03:00:04Z  settled   spiffe://firm.example/hot-wallet a: signed 0x"
                                + JournalStory.digest("a") + ", reserved by entry 3",
                        "     5  2026-11-21T03:00:05Z  reserved  spiffe://firm.example/hot-wallet eth-hot b attempt 2: cancel,"
                                + " fee at most 10 of eip155:1/slip44:60, on eip155:1/nonce/8 by rule top-up",
                        "     6  2026-11-21T03:00:06Z  released  spiffe://firm.example/hot-wallet b: entry 5 given back,"
                                + " the HSM was not asked",
                        "     7  2026-11-21T03:00:07Z  omitted   spiffe://firm.example/hot-wallet: 5 more refusals");
    }

    @Test
    void what_a_client_wrote_can_neither_forge_a_line_nor_command_a_terminal() {
        var refused = new JournalEntry.Refused(
                JournalStory.START,
                CLIENT,
                "no-such-key",
                "r\n     9  settled",
                Optional.empty(),
                Optional.empty(),
                "\u001b[2Jé",
                JournalStory.POLICY,
                List.of(Refusal.of(Reason.KEY_NOT_GRANTED, "no"), Refusal.of(Reason.FEE_TOO_HIGH, "fee")));

        assertThat(JournalPrinter.describe(1_000_000, refused))
                .isEqualTo("1000000  2026-11-21T03:00:00Z  refused   spiffe://firm.example/hot-wallet no-such-key"
                        + " r\\u000a     9  settled: not decoded because KEY_NOT_GRANTED (no); FEE_TOO_HIGH (fee),"
                        + " purpose \"\\u001b[2J\\u00e9\"");
    }

    private static List<String> lines(JournalStory story) {
        return story.stored().entries.stream()
                .map(stored -> JournalPrinter.describe(stored.index(), story.entries.get((int) stored.index())))
                .toList();
    }
}
