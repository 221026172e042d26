package dev.countersign.signer.audit;

import static dev.countersign.signer.audit.JournalStory.CLIENT;
import static dev.countersign.signer.audit.JournalStory.slot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.journal.JournalEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Attempts, charges, settlements and refunds that do not follow from each other, in entries that are well-formed,
/// hashed and stored as they should be. The first entries (0 to 2) are those of [JournalStory#begun].
class JournalVerifierSettlementTest {

    private JournalStory story;

    @BeforeEach
    void begin() {
        story = JournalStory.begun();
    }

    @Test
    void a_late_answer_of_an_earlier_attempt_may_settle_the_request() {
        var first = story.reserve("a", slot(7, "pay", 10));
        story.tell(story.reserved("a", "a", 2, slot(7, "pay", 10)));
        story.settle("a", first);

        assertThat(story.verify().problems()).isEmpty();
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

        assertThat(story.problems())
                .startsWith("entry 5: request a of spiffe://firm.example/hot-wallet was settled by entry 4 already");
    }

    @Test
    void a_charge_after_the_settlement() {
        story.settle("a", story.reserve("a", slot(7, "pay", 10)));
        story.tell(story.reserved("a", "a", 2, slot(7, "pay", 10)));

        assertThat(story.problems())
                .startsWith("entry 5: request a of spiffe://firm.example/hot-wallet is charged again although entry 4");
    }

    @Test
    void a_refund_of_what_was_settled() {
        var reserved = story.reserve("a", slot(7, "pay", 10));
        story.settle("a", reserved);
        story.release("a", reserved);

        assertThat(story.problems())
                .startsWith(
                        "entry 5: request a of spiffe://firm.example/hot-wallet is released although it is SETTLED");
    }

    @Test
    void a_refund_of_what_may_have_been_signed() {
        story.reserve("a", slot(7, "pay", 10));
        var second = story.tell(story.reserved("a", "a", 2, slot(7, "pay", 10)));
        story.release("a", second);

        assertThat(story.problems())
                .startsWith("entry 5: request a of spiffe://firm.example/hot-wallet"
                        + " is released although an earlier attempt may have been signed");
    }

    @Test
    void a_settlement_after_the_refund() {
        var reserved = story.reserve("a", slot(7, "pay", 10));
        story.release("a", reserved);
        story.settle("a", reserved);

        assertThat(story.problems())
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
                honest.pricesVersion(),
                honest.charges().subList(1, 2)));

        finds("entry 3: charges are not those of the intent");
    }

    @Test
    void attempts_that_do_not_count_up_by_one() {
        story.tell(story.reserved("a", "a", 2, slot(7, "pay", 10)));
        story.tell(story.reserved("a", "a", 4, slot(7, "pay", 10)));

        assertThat(story.problems()).isEqualTo("entry 3: attempt is 2 where 1 belongs\nentry 4: attempt is 4 after 2");
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
        assertThat(story.problems()).isEqualTo(problem);
    }
}
