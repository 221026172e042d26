package dev.countersign.signer.audit;

import static dev.countersign.signer.audit.JournalStory.CLIENT;
import static dev.countersign.signer.audit.JournalStory.digest;
import static dev.countersign.signer.audit.JournalStory.slot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.journal.JournalEntry;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Entries that are well-formed, hashed and stored as they should be, but tell what could not have happened.
/// The first entries (0 to 2) are those of [JournalStory#begun].
class JournalVerifierStoryTest {

    private JournalStory story;

    @BeforeEach
    void begin() {
        story = JournalStory.begun();
    }

    @Test
    void a_whole_story_fits() {
        var first = story.reserve("a", slot(7, "pay", 10));
        story.settle("a", first);
        story.reserve("b", slot(7, "pay", 11)); // replaces the fee, and stays in doubt
        story.settle("c", story.reserve("c", slot(7, "cancel", 12)));
        story.tell(story.reserved("b", "b", 2, slot(7, "pay", 11)));
        story.release("d", story.reserve("d", slot(8, "pay", 10)));
        var again = story.tell(story.reserved("d", "d", 2, slot(8, "pay", 10)));
        story.settle("d", again);
        story.tell(new JournalEntry.RefusalsOmitted(story.now(), CLIENT, 5));
        story.tell(new JournalEntry.Started(story.now(), "0.1.1", Duration.ofSeconds(1)));
        story.tell(new JournalEntry.PolicyActivated(story.now(), 8, digest("next")));

        var report = story.verify();

        assertThat(report.problems()).isEmpty();
        assertThat(report.ok()).isTrue();
        assertThat(report.entries()).isEqualTo(story.entries.size());
        assertThat(report.signatures()).isEqualTo(3);
        assertThat(report.refusals()).isEqualTo(5);
        assertThat(report.head()).isEqualTo(story.stored().head());
    }

    @Test
    void time_that_runs_back() {
        story.tell(new JournalEntry.RefusalsOmitted(JournalStory.START, CLIENT, 5));

        finds("entry 3: at runs back: 2026-11-21T03:00:00Z after 2026-11-21T03:00:02Z");
    }

    @Test
    void a_second_beginning() {
        story.tell(new JournalEntry.Created(story.now(), JournalStory.LEDGER_ID, "test"));

        finds("entry 3: the first entry, and no other, is of kind created");
    }

    @Test
    void no_beginning() {
        story.entries.removeFirst();

        finds("entry 0: the first entry, and no other, is of kind created");
    }

    @Test
    void two_digests_under_one_request_id() {
        story.reserve("a", slot(7, "pay", 10));
        story.tell(story.reserved("a", "other bytes", 2, slot(7, "pay", 10)));

        finds("entry 4: request_digest is another than in entry 3:"
                + " two digests under request a of spiffe://firm.example/hot-wallet");
    }

    @Test
    void one_digest_with_two_intents() {
        story.reserve("a", slot(7, "pay", 10));
        story.tell(story.reserved("a", "a", 2, slot(8, "pay", 10)));

        assertThat(story.problems())
                .startsWith("entry 4: public_key or intent is another than in entry 3, of the same request");
    }

    @Test
    void a_second_intent_on_a_slot() {
        story.reserve("a", slot(7, "pay", 10));
        story.reserve("b", slot(7, "pay someone else", 11));

        finds("entry 4: a second intent on slot eip155:1/nonce/7, which entry 3 took");
    }

    @Test
    void a_payment_in_place_of_a_cancellation() {
        story.reserve("a", slot(7, "cancel", 10));
        story.reserve("b", slot(7, "pay", 11));

        finds("entry 4: a second intent on slot eip155:1/nonce/7, which entry 3 took");
    }

    @Test
    void a_replacement_that_does_not_raise_the_fee() {
        story.reserve("a", slot(7, "pay", 10));
        story.reserve("b", slot(7, "cancel", 10));

        finds("entry 4: replaces entry 3 on slot eip155:1/nonce/7 without raising the fee cap");
    }

    @Test
    void a_replacement_with_a_lower_tip() {
        var tip = slot(7, "pay", 10).tip();
        story.reserve("a", slot(7, "pay", 10));
        story.reserve(
                "b", new Slot("eip155:1/nonce/7", digest("pay"), false, BigInteger.TEN.add(tip), BigInteger.ZERO));

        finds("entry 4: replaces entry 3 on slot eip155:1/nonce/7 with a lower tip");
    }

    @Test
    void counts_and_durations_below_zero() {
        story.tell(new JournalEntry.RefusalsOmitted(story.now(), CLIENT, 0));
        story.tell(new JournalEntry.Started(story.now(), "0.1.1", Duration.ofMillis(-1)));

        assertThat(story.problems()).isEqualTo("entry 3: count is 0\nentry 4: downtime_millis is negative");
    }

    @Test
    void a_released_slot_that_is_taken_by_another_intent() {
        story.release("a", story.reserve("a", slot(7, "pay", 10)));
        story.reserve("b", slot(7, "pay someone else", 11));

        finds("entry 5: a second intent on slot eip155:1/nonce/7, which entry 3 took");
    }

    @Test
    void a_replacement_that_leaves_a_slot_free_or_takes_another_familys() {
        story.tell(story.reserved("a", "a", 1, slot(7, "pay", 10), slot(8, "pay", 10)));
        story.reserve("b", slot(7, "pay", 11));
        story.reserve("c", slot(9, "pay", 10));
        story.tell(story.reserved("d", "d", 1, slot(7, "pay", 12), slot(8, "pay", 12), slot(9, "pay", 12)));

        assertThat(story.problems())
                .isEqualTo("entry 4: not every slot that an earlier version took is taken again\n"
                        + "entry 6: slots of requests that do not replace each other are taken together");
    }

    @Test
    void a_policy_that_falls_back_or_changes_under_one_version() {
        story.tell(new JournalEntry.PolicyActivated(story.now(), 7, digest("other")));
        story.tell(new JournalEntry.PolicyActivated(story.now(), 6, digest("old")));

        assertThat(story.problems())
                .isEqualTo("entry 3: version 7 has another digest than before\nentry 4: version falls from 7 to 6");
    }

    @Test
    void a_reservation_under_another_policy_than_the_active_one() {
        story.tell(new JournalEntry.PolicyActivated(story.now(), 8, digest("next")));
        story.reserve("a", slot(7, "pay", 10));

        finds("entry 4: policy_version and policy_digest are not those of the active policy");
    }

    private void finds(String problem) {
        assertThat(story.problems()).isEqualTo(problem);
    }
}
