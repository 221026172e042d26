package dev.countersign.signer.audit;

import static dev.countersign.signer.audit.CheckpointKey.ORIGIN;
import static dev.countersign.signer.audit.JournalStory.CLIENT;
import static dev.countersign.signer.audit.JournalStory.KEY;
import static dev.countersign.signer.audit.JournalStory.slot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.LedgerReader.StoredCharge;
import dev.countersign.signer.ledger.LedgerReader.StoredEntry;
import dev.countersign.signer.ledger.LedgerReader.StoredRequest;
import dev.countersign.signer.ledger.LedgerReader.StoredSlot;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.RequestId;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An honest ledger, changed behind the server's back. Entries 3 and 4 reserve and settle request `a`, 5
/// reserves `b` (in doubt), 6 and 7 reserve and settle `c`. Checkpoints are of sizes 5 and 8.
class JournalVerifierTamperTest {

    private static final String A = "request a of spiffe://firm.example/hot-wallet";
    private static final String B = "request b of spiffe://firm.example/hot-wallet";

    private final CheckpointKey key = new CheckpointKey(1);
    private LedgerInMemory ledger;

    @BeforeEach
    void honest() {
        var story = JournalStory.begun();
        story.settle("a", story.reserve("a", slot(7, "pay", 10)));
        var five = story.stored().head();
        story.reserve("b", slot(8, "pay", 10));
        story.settle("c", story.reserve("c", slot(9, "pay", 10)));
        ledger = story.stored();
        ledger.checkpoints.add(key.note(five));
        ledger.checkpoints.add(key.note(ledger.head));
    }

    @Test
    void nothing_changed() {
        var report = verify();

        assertThat(report.problems()).isEmpty();
        assertThat(report.entries()).isEqualTo(8);
        assertThat(report.signatures()).isEqualTo(2);
        assertThat(report.checkpoints()).isEqualTo(2);
    }

    @Test
    void an_edited_byte_in_an_entry() {
        edit(4, "0x", "1x");

        findsFirst("entry 4: the stored leaf hash is not the entry's");
        finds("entry 4: checkpoint 1 of size 5 has another root than the entries up to this one give:"
                + " one of them was changed");
        finds("the root of the stored head is not the entries'");
    }

    @Test
    void an_edited_entry_with_a_leaf_hash_to_match() {
        edit(4, "0x", "1x");
        rehash(4);

        findsFirst("the root of the stored head is not the entries'");
        finds("entry 4: checkpoint 1 of size 5 has another root than the entries up to this one give:"
                + " one of them was changed");
        finds("entry 4: transaction id of " + A + " is stored as Optional[0x");
    }

    @Test
    void an_edited_entry_with_everything_recomputed_but_the_checkpoints() {
        edit(4, "0x", "1x");
        rehash(4);
        ledger.head = recomputed();

        findsFirst("entry 4: checkpoint 1 of size 5 has another root");
    }

    @Test
    void an_entry_that_is_no_entry() {
        edit(4, "settled", "sealed");

        findsFirst("entry 4: the stored leaf hash is not the entry's");
        finds("entry 4: no journal entry at $.kind: unknown kind of entry");
    }

    @Test
    void a_forged_leaf_hash() {
        var forged = ledger.entries.get(5);
        ledger.entries.set(5, new StoredEntry(5, forged.content(), JournalStory.digest("forged")));

        findsOnly("entry 5: the stored leaf hash is not the entry's");
    }

    @Test
    void a_dropped_entry() {
        ledger.entries.remove(5);

        findsFirst("entry 5: missing: what is stored next is entry 6");
        finds("entry 7: the stored head has 8 entries, but there are 7");
        finds(B + " is stored, but no entry reserved it");
    }

    @Test
    void swapped_entries() {
        var six = ledger.entries.get(6);
        var seven = ledger.entries.get(7);
        ledger.entries.set(6, new StoredEntry(6, seven.content(), seven.leafHash()));
        ledger.entries.set(7, new StoredEntry(7, six.content(), six.leafHash()));

        findsFirst("entry 6: reserved_index 6 is no reservation of request c");
        finds("entry 7: at runs back");
        finds("the root of the stored head is not the entries'");
    }

    @Test
    void a_truncated_tail() {
        ledger.entries.removeLast();

        findsFirst("entry 7: the stored head has 8 entries, but there are 7");
        finds("entry 7: checkpoint 2 of size 8 vouches for this entry, but there are only 7 entries");
    }

    @Test
    void a_truncated_tail_with_the_head_to_match() {
        ledger.entries.removeLast();
        ledger.head = recomputed();

        findsFirst("entry 7: checkpoint 2 of size 8 vouches for this entry, but there are only 7 entries");
        finds("entry 6: state of request c of spiffe://firm.example/hot-wallet is stored as SETTLED,"
                + " but the entries say RESERVED");
    }

    @Test
    void a_forged_head() {
        ledger.head = new TreeHead(8, JournalStory.digest("forged"));

        findsOnly("the root of the stored head is not the entries'");
    }

    @Test
    void another_ledgers_journal() {
        ledger.ledgerId = "ff".repeat(16);

        findsOnly("entry 0: the ledger's id is stored as " + "ff".repeat(16) + ", but the entries say "
                + JournalStory.LEDGER_ID);
    }

    @Test
    void a_checkpoint_of_another_key() {
        ledger.checkpoints.set(1, new CheckpointKey(2).note(ledger.head));

        findsOnly("checkpoint 2: no valid signature by the key firm.example/countersign+");
    }

    @Test
    void a_checkpoint_with_an_edited_size() {
        ledger.checkpoints.set(1, ledger.checkpoints.get(1).replace("\n8\n", "\n7\n"));

        findsOnly("checkpoint 2: no valid signature by the key firm.example/countersign+");
    }

    @Test
    void checkpoints_in_another_order() {
        ledger.checkpoints.addFirst(ledger.checkpoints.removeLast());

        findsOnly("checkpoint 2 of size 5 is smaller than the one before, of size 8");
    }

    @Test
    void without_the_key_checkpoints_are_still_compared() {
        ledger.checkpoints.set(1, new CheckpointKey(2).note(new TreeHead(8, JournalStory.digest("forged"))));

        var report = new JournalVerifier().verify(ledger, ORIGIN, Optional.empty());

        assertThat(report.problems()).singleElement().asString().startsWith("entry 7: checkpoint 2 of size 8 has");
        assertThat(report.checkpoints()).isEqualTo(1);
    }

    @Test
    void a_replaced_signature() {
        changeRequest("a", row -> row(row, row.state(), List.of(Bytes.of(new byte[65])), row.signedPayload()));

        findsOnly("entry 4: the stored signatures of " + A + " do not hash to signature_hash");
    }

    @Test
    void a_replaced_payload() {
        changeRequest("a", row -> row(row, row.state(), row.signatures(), Optional.of(Bytes.of(new byte[1]))));

        findsOnly("entry 4: the stored payload of " + A + " does not hash to payload_hash");
    }

    @Test
    void a_signature_beside_a_request_that_was_never_settled() {
        changeRequest("b", row -> row(row, row.state(), List.of(Bytes.of(new byte[65])), Optional.empty()));

        findsOnly("entry 5: a signature is stored for " + B + ", which was never settled");
    }

    @Test
    void a_request_made_to_look_released() {
        changeRequest("b", row -> row(row, State.RELEASED, List.of(), Optional.empty()));

        findsOnly("entry 5: state of " + B + " is stored as RELEASED, but the entries say RESERVED");
    }

    @Test
    void a_request_that_was_forgotten() {
        ledger.requests.removeIf(row -> row.requestId().value().equals("b"));

        findsOnly("entry 5: " + B + " is not stored");
    }

    @Test
    void a_request_that_was_invented() {
        var some = ledger.requests.getFirst();
        ledger.requests.add(new StoredRequest(
                CLIENT,
                new RequestId("x"),
                some.digest(),
                State.RESERVED,
                1,
                3,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
        ledger.requests.add(some);

        finds("request x of spiffe://firm.example/hot-wallet is stored, but no entry reserved it");
        finds("entry 3: " + A + " is stored twice");
    }

    @Test
    void a_charge_that_was_made_smaller() {
        changeCharge(
                "a",
                row -> new StoredCharge(
                        row.client(),
                        row.requestId(),
                        row.publicKey(),
                        row.kind(),
                        new Amount(row.amount().asset(), BigInteger.ONE),
                        row.destination(),
                        row.at(),
                        row.open()));

        findsFirst("entry 3: the entries give the charge OUTFLOW 1000 of eip155:1/slip44:60 dated"
                + " 2026-11-21T03:00:04Z of " + A + ", but it is not stored so");
        finds("entry 3: the charge OUTFLOW 1 of eip155:1/slip44:60 dated");
    }

    @Test
    void a_charge_that_was_made_older() {
        changeCharge("a", row -> JournalStory.dated(row, JournalStory.START.minusSeconds(86_400)));

        findsFirst("entry 3: the entries give the charge OUTFLOW");
    }

    @Test
    void an_open_charge_that_was_made_to_age() {
        changeCharge("b", row -> JournalStory.dated(row, row.at()));

        findsFirst("entry 5: the entries give the charge OUTFLOW 1000 of eip155:1/slip44:60 open since");
    }

    @Test
    void a_charge_that_was_dropped_and_one_that_was_invented() {
        var dropped = ledger.charges.removeFirst();
        ledger.charges.add(new StoredCharge(
                CLIENT,
                new RequestId("x"),
                KEY,
                dropped.kind(),
                dropped.amount(),
                dropped.destination(),
                dropped.at(),
                true));

        findsFirst("entry 3: the entries give the charge OUTFLOW");
        finds("a charge of request x of spiffe://firm.example/hot-wallet is stored, but no entry reserved it");
    }

    @Test
    void a_slot_that_was_freed() {
        ledger.slots.removeFirst();

        findsOnly("entry 3: slot eip155:1/nonce/7 of key " + KEY + " is not stored as the entry took it");
    }

    @Test
    void a_slot_that_was_given_to_another_intent() {
        LedgerInMemory.change(
                ledger.slots,
                _ -> true,
                row -> new StoredSlot(
                        row.publicKey(),
                        row.slotId(),
                        row.client(),
                        row.requestId(),
                        JournalStory.digest("other"),
                        row.cancels(),
                        row.feeCap(),
                        row.tip()));

        finds("entry 3: slot eip155:1/nonce/7 of key " + KEY + " is not stored as the entry took it");
        finds("slot eip155:1/nonce/7 of key " + KEY + " is stored for " + A + ", but the entries do not give it so");
    }

    @Test
    void a_flood_of_problems_is_cut_off() {
        for (var i = 0; i < 200; i++) {
            ledger.slots.add(ledger.slots.getFirst());
        }

        assertThat(verify().problems()).hasSize(Report.MOST_PROBLEMS);
    }

    private void edit(int index, String part, String instead) {
        var entry = ledger.entries.get(index);
        var text = new String(entry.content().toByteArray(), UTF_8);
        assertThat(text).contains(part);
        ledger.entries.set(
                index,
                new StoredEntry(index, Bytes.of(text.replaceFirst(part, instead).getBytes(UTF_8)), entry.leafHash()));
    }

    private void rehash(int index) {
        var content = ledger.entries.get(index).content();
        ledger.entries.set(index, new StoredEntry(index, content, MerkleFrontier.leafHash(content)));
    }

    private TreeHead recomputed() {
        var frontier = MerkleFrontier.empty();
        ledger.entries.forEach(entry -> frontier.append(MerkleFrontier.leafHash(entry.content())));
        return frontier.head();
    }

    private void changeRequest(String requestId, UnaryOperator<StoredRequest> change) {
        LedgerInMemory.change(ledger.requests, row -> row.requestId().value().equals(requestId), change);
    }

    private void changeCharge(String requestId, UnaryOperator<StoredCharge> change) {
        LedgerInMemory.change(ledger.charges, row -> row.requestId().value().equals(requestId), change);
    }

    private static StoredRequest row(
            StoredRequest row, State state, List<Bytes> signatures, Optional<Bytes> signedPayload) {
        return new StoredRequest(
                row.client(),
                row.requestId(),
                row.digest(),
                state,
                row.attempt(),
                row.reservedIndex(),
                row.settledIndex(),
                signatures,
                signedPayload,
                row.transactionId());
    }

    private void findsFirst(String start) {
        assertThat(verify().problems().getFirst().toString()).startsWith(start);
    }

    private void findsOnly(String start) {
        assertThat(verify().problems()).singleElement().asString().startsWith(start);
    }

    private void finds(String start) {
        assertThat(verify().problems()).extracting(Report.Problem::toString).anyMatch(line -> line.startsWith(start));
    }

    private Report verify() {
        return new JournalVerifier().verify(ledger, ORIGIN, Optional.of(key.pinned()));
    }
}
