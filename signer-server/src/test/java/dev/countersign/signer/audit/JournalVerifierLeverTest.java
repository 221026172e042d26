package dev.countersign.signer.audit;

import static dev.countersign.signer.audit.JournalStory.CLIENT;
import static dev.countersign.signer.audit.JournalStory.slot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.lever.PulledLever;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.RequestId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the journal may tell of levers and orders. The first entries (0 to 2) are those of
/// [JournalStory#begun].
class JournalVerifierLeverTest {

    private static final String OPERATOR = "spiffe://firm.example/ops/alice";

    private JournalStory story;

    static List<Lever> levers() {
        return List.of(
                new Lever.FreezeAll(),
                new Lever.FreezeKey(JournalStory.KEY.encoded()),
                new Lever.FreezeClient(CLIENT),
                new Lever.FreezeAsset(new Asset("eip155:1/slip44:60")),
                new Lever.RevokeClient(CLIENT));
    }

    @BeforeEach
    void begin() {
        story = JournalStory.begun();
    }

    @ParameterizedTest
    @MethodSource("levers")
    void while_a_lever_stands_nothing_that_it_stops_is_reserved_or_settled(Lever lever) {
        var reserved = story.reserve("a", slot(7, "pay", 10));
        var pulled = pull(lever);
        story.settle("a", reserved);
        story.reserve("b", slot(8, "pay", 10));

        assertThat(story.problems())
                .isEqualTo("entry 5: is settled although entry " + pulled + " stopped it\n"
                        + "entry 6: is reserved although entry " + pulled + " stopped it");
    }

    @ParameterizedTest
    @MethodSource("levers")
    void afterwards_it_goes_on(Lever lever) {
        var reserved = story.reserve("a", slot(7, "pay", 10));
        lift(pull(lever), lever);
        story.settle("a", reserved);
        pull(new Lever.FreezeKey(Bytes.fromHex("03" + "22".repeat(32))));
        story.settle("b", story.reserve("b", slot(8, "pay", 10)));

        assertThat(story.problems()).isEmpty();
    }

    @Test
    void a_lever_is_let_go_of_once_and_by_its_name() {
        var pulled = pull(new Lever.FreezeAll());
        lift(pulled, new Lever.FreezeClient(CLIENT));
        lift(pulled, new Lever.FreezeAll());

        assertThat(story.problems())
                .isEqualTo("entry 4: lever_index 3 is no lever that stands and is so\n"
                        + "entry 5: lever_index 3 is no lever that stands and is so");
    }

    @Test
    void only_officers_let_go_where_there_are_officers() {
        var first = pull(new Lever.FreezeAll());
        story.tell(new JournalEntry.Loosened(
                story.now(), first, new Lever.FreezeAll(), List.of("alice"), Optional.of("ab"), ""));
        story.tell(new JournalEntry.PolicyAccepted(
                story.now(), 8, JournalStory.digest("next"), Optional.empty(), List.of("alice"), story.now()));
        story.tell(new JournalEntry.PolicyActivated(story.now(), 8, JournalStory.digest("next")));
        lift(pull(new Lever.FreezeAll()), new Lever.FreezeAll());

        assertThat(story.problems())
                .isEqualTo("entry 4: a lever was let go of by officers, without any\n"
                        + "entry 8: a lever was let go of by no officer's order");
    }

    @Test
    void a_lever_that_is_not_stored_is_missed_and_one_too_many_is_seen() {
        var index = pull(new Lever.FreezeAll());
        var stored = story.stored();
        var pulled = stored.levers.getFirst();
        stored.levers.set(
                0, new PulledLever(index, new Lever.FreezeClient(CLIENT), OPERATOR, pulled.reason(), pulled.at()));

        assertThat(new JournalVerifier()
                        .verify(stored, CheckpointKey.ORIGIN, Optional.empty())
                        .problems())
                .extracting(Report.Problem::toString)
                .containsExactlyInAnyOrder(
                        "entry 3: the lever is not stored as the entry pulled it",
                        "a lever of entry 3 stands, but the entries do not give it so");
    }

    @Test
    void officers_release_what_is_in_doubt_and_nothing_else() {
        story.reserve("a", slot(7, "pay", 10));
        var again = story.tell(story.reserved("a", "a", 2, slot(7, "pay", 10)));
        releaseByOrder("a", again, List.of("alice", "bob"));
        var third = story.tell(story.reserved("a", "a", 3, slot(7, "pay", 10)));
        story.release("a", third); // nothing is in doubt any more, so the server may give it back
        assertThat(story.problems()).isEmpty();

        releaseByOrder("a", third, List.of("alice"));
        releaseByOrder("a", again, List.of("alice"));
        var signed = story.reserve("b", slot(8, "pay", 10));
        story.settle("b", signed);
        releaseByOrder("b", signed, List.of());
        var name = "request b of " + CLIENT;
        assertThat(story.problems())
                .startsWith("entry 8: request a of " + CLIENT + " is released although it is RELEASED\n"
                        + "entry 9: reserved_index 4 is not the latest reservation of request a of " + CLIENT + "\n"
                        + "entry 12: " + name + " is released although it is SETTLED\n"
                        + "entry 12: " + name + " is released by an order that no officer signed");
    }

    private long pull(Lever lever) {
        return story.tell(new JournalEntry.Tightened(story.now(), OPERATOR, lever, "why"));
    }

    private void lift(long index, Lever lever) {
        story.tell(new JournalEntry.Loosened(story.now(), index, lever, List.of(), Optional.empty(), "by hand"));
    }

    private void releaseByOrder(String requestId, long reservedIndex, List<String> officers) {
        story.tell(new JournalEntry.ReleasedByOrder(
                story.now(), reservedIndex, CLIENT, new RequestId(requestId), officers, "ab"));
    }
}
