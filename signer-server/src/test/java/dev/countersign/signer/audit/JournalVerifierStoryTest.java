package dev.countersign.signer.audit;

import static dev.countersign.signer.audit.JournalStory.CLIENT;
import static dev.countersign.signer.audit.JournalStory.slot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.journal.JournalEntry;
import java.time.Duration;
import java.util.Optional;
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
        story.tell(new JournalEntry.PolicyActivated(story.now(), 8, JournalStory.digest("next")));

        var report = verify();

        assertThat(report.problems()).isEmpty();
        assertThat(report.ok()).isTrue();
        assertThat(report.entries()).isEqualTo(story.entries.size());
        assertThat(report.signatures()).isEqualTo(3);
        assertThat(report.refusals()).isEqualTo(5);
        assertThat(report.head()).isEqualTo(story.stored().head());
    }

    @Test
    void a_late_answer_of_an_earlier_attempt_may_settle_the_request() {
        var first = story.reserve("a", slot(7, "pay", 10));
        story.tell(story.reserved("a", "a", 2, slot(7, "pay", 10)));
        story.settle("a", first);

        assertThat(verify().problems()).isEmpty();
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

        assertThat(problems())
                .startsWith("entry 4: public_key or intent is another than in entry 3, of the same request");
    }

    @Test
    void attempts_that_do_not_count_up_by_one() {
        story.tell(story.reserved("a", "a", 2, slot(7, "pay", 10)));
        story.tell(story.reserved("a", "a", 4, slot(7, "pay", 10)));

        assertThat(problems()).isEqualTo("entry 3: attempt is 2 where 1 belongs\nentry 4: attempt is 4 after 2");
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

        assertThat(problems())
                .isEqualTo("entry 4: not every slot that an earlier version took is taken again\n"
                        + "entry 6: slots of requests that do not replace each other are taken together");
    }

    @Test
    void a_settlement_without_a_reservation() {
        story.reserve("a", slot(7, "pay", 10));
        story.tell(settledWithout("b", 3));

        finds("entry 4: reserved_index 3 is no reservation of request b of spiffe://firm.example/hot-wallet");
    }

    @Test
    void a_second_settlement() {
        var reserved = story.reserve("a", slot(7, "pay", 10));
        story.settle("a", reserved);
        story.tell(settledWithout("a", reserved));

        assertThat(problems())
                .startsWith("entry 5: request a of spiffe://firm.example/hot-wallet was settled by entry 4 already");
    }

    @Test
    void a_charge_after_the_settlement() {
        story.settle("a", story.reserve("a", slot(7, "pay", 10)));
        story.tell(story.reserved("a", "a", 2, slot(7, "pay", 10)));

        assertThat(problems())
                .startsWith("entry 5: request a of spiffe://firm.example/hot-wallet is charged again although entry 4");
    }

    @Test
    void a_refund_of_what_was_settled() {
        var reserved = story.reserve("a", slot(7, "pay", 10));
        story.settle("a", reserved);
        story.release("a", reserved);

        assertThat(problems())
                .startsWith(
                        "entry 5: request a of spiffe://firm.example/hot-wallet is released although it is SETTLED");
    }

    @Test
    void a_refund_of_what_may_have_been_signed() {
        story.reserve("a", slot(7, "pay", 10));
        var second = story.tell(story.reserved("a", "a", 2, slot(7, "pay", 10)));
        story.release("a", second);

        assertThat(problems())
                .startsWith("entry 5: request a of spiffe://firm.example/hot-wallet"
                        + " is released although an earlier attempt may have been signed");
    }

    @Test
    void a_settlement_after_the_refund() {
        var reserved = story.reserve("a", slot(7, "pay", 10));
        story.release("a", reserved);
        story.settle("a", reserved);

        assertThat(problems())
                .startsWith("entry 5: request a of spiffe://firm.example/hot-wallet"
                        + " is settled although it was released");
    }

    @Test
    void charges_that_are_not_the_intents() {
        var honest = story.reserved("a", "a", 1, slot(7, "pay", 10));
        story.tell(new JournalEntry.Reserved(
                honest.at(),
                honest.client(),
                honest.keyId(),
                honest.publicKey(),
                honest.requestId(),
                honest.requestDigest(),
                honest.attempt(),
                honest.payloadKind(),
                honest.intent(),
                honest.purpose(),
                honest.ruleIds(),
                honest.policyVersion(),
                honest.policyDigest(),
                honest.charges().subList(1, 2)));

        finds("entry 3: charges are not those of the intent");
    }

    @Test
    void a_policy_that_falls_back_or_changes_under_one_version() {
        story.tell(new JournalEntry.PolicyActivated(story.now(), 7, JournalStory.digest("other")));
        story.tell(new JournalEntry.PolicyActivated(story.now(), 6, JournalStory.digest("old")));

        assertThat(problems())
                .isEqualTo("entry 3: version 7 has another digest than before\nentry 4: version falls from 7 to 6");
    }

    @Test
    void a_reservation_under_another_policy_than_the_active_one() {
        story.tell(new JournalEntry.PolicyActivated(story.now(), 8, JournalStory.digest("next")));
        story.reserve("a", slot(7, "pay", 10));

        finds("entry 4: policy_version and policy_digest are not those of the active policy");
    }

    private JournalEntry settledWithout(String requestId, long reservedIndex) {
        var elsewhere = JournalStory.begun();
        elsewhere.settle(requestId, reservedIndex);
        return switch (elsewhere.entries.getLast()) {
            case JournalEntry.Settled settled ->
                new JournalEntry.Settled(
                        story.now(),
                        reservedIndex,
                        CLIENT,
                        settled.requestId(),
                        settled.transactionId(),
                        settled.signatureHash(),
                        settled.payloadHash());
            default -> throw new AssertionError("not a settlement");
        };
    }

    private void finds(String problem) {
        assertThat(problems()).isEqualTo(problem);
    }

    private String problems() {
        var lines = verify().problems().stream().map(Report.Problem::toString).toList();
        return String.join("\n", lines);
    }

    private Report verify() {
        return new JournalVerifier().verify(stored(), CheckpointKey.ORIGIN, Optional.empty());
    }

    private LedgerInMemory stored() {
        return story.stored();
    }
}
