package dev.countersign.signer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.ledger.LedgerReader.StoredLiving;
import dev.countersign.signer.model.ChainSlot;
import dev.countersign.signer.model.ChainSlot.Spent;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What is stored of the chains follows from the entries, or it is said.
class JournalVerifierChainTest {

    private final JournalStory story = JournalStory.begun();

    private void tell() {
        story.settle("a", story.reserve("a", JournalStory.slot(0, "pay", 10)));
        story.settle("b", story.reserve("b", JournalStory.slot(1, "pay", 10)));
        story.observe(100, 1);
        story.release("c", story.reserve("c", JournalStory.slot(2, "pay", 10)));
    }

    private String problemsAfter(Consumer<LedgerInMemory> tampering) {
        var stored = story.stored();
        tampering.accept(stored);
        var report = new JournalVerifier().verify(stored, CheckpointKey.ORIGIN, Optional.empty());
        return String.join(
                "\n", report.problems().stream().map(Report.Problem::toString).toList());
    }

    @Test
    void an_honest_ledger_has_what_lives_and_what_is_spent() {
        tell();

        assertThat(story.stored().living).hasSize(1);
        assertThat(problemsAfter(_ -> {})).isEmpty();
    }

    @Test
    void what_lives_cannot_be_dropped() {
        tell();

        assertThat(problemsAfter(stored -> stored.living.clear()))
                .contains("the outstanding request b of spiffe://firm.example/hot-wallet")
                .contains("follows from the entries, but is not stored");
    }

    @Test
    void what_lives_cannot_be_given_another_slot_or_end() {
        tell();

        assertThat(problemsAfter(stored -> LedgerInMemory.change(
                        stored.living,
                        _ -> true,
                        row -> new StoredLiving(row.client(), row.requestId(), new ChainSlot("x/y", 0), row.until()))))
                .contains("does not follow from the entries")
                .contains("is not stored");
        assertThat(problemsAfter(stored -> LedgerInMemory.change(
                        stored.living,
                        _ -> true,
                        row -> new StoredLiving(row.client(), row.requestId(), row.slot(), 5))))
                .contains("is not stored");
    }

    @Test
    void what_is_spent_cannot_be_raised_or_forgotten() {
        tell();

        assertThat(problemsAfter(stored -> LedgerInMemory.change(
                        stored.spent, _ -> true, spent -> new Spent(spent.series(), spent.next() + 1))))
                .contains("but the entries do not give it so");
        assertThat(problemsAfter(stored -> stored.spent.clear())).contains("it is not stored that");
    }

    @Test
    void blocks_and_nonces_do_not_run_back() {
        tell();
        story.observe(99, 2);
        story.observe(101, 1);

        assertThat(story.problems())
                .contains("observes eip155:1 at block 99, which does not follow block 100")
                .contains("/nonce 1 after 2");
    }
}
