package dev.countersign.signer.audit;

import static dev.countersign.signer.audit.CheckpointKey.ORIGIN;
import static dev.countersign.signer.audit.TamperedLedger.A;
import static dev.countersign.signer.audit.TamperedLedger.B;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.LedgerReader.StoredEntry;
import dev.countersign.signer.model.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Entries, head and checkpoints of a [TamperedLedger].
class JournalVerifierTamperTest {

    private final TamperedLedger ledger = new TamperedLedger();

    @Test
    void nothing_changed() {
        var report = ledger.verify();

        assertThat(report.problems()).isEmpty();
        assertThat(report.entries()).isEqualTo(8);
        assertThat(report.signatures()).isEqualTo(2);
        assertThat(report.checkpoints()).isEqualTo(2);
    }

    @Test
    void an_edited_byte_in_an_entry() {
        edit(4, "0x", "1x");

        ledger.findsFirst("entry 4: the stored leaf hash is not the entry's");
        ledger.finds("entry 4: checkpoint 1 of size 5 has another root than the entries up to this one give:"
                + " one of them was changed");
        ledger.finds("the root of the stored head is not the entries'");
    }

    @Test
    void an_edited_entry_with_a_leaf_hash_to_match() {
        edit(4, "0x", "1x");
        rehash(4);

        ledger.findsFirst("the root of the stored head is not the entries'");
        ledger.finds("entry 4: checkpoint 1 of size 5 has another root than the entries up to this one give:"
                + " one of them was changed");
        ledger.finds("entry 4: transaction id of " + A + " is stored as Optional[0x");
    }

    @Test
    void an_edited_entry_with_everything_recomputed_but_the_checkpoints() {
        edit(4, "0x", "1x");
        rehash(4);
        ledger.stored.head = recomputed();

        ledger.findsFirst("entry 4: checkpoint 1 of size 5 has another root");
    }

    @Test
    void an_entry_that_is_no_entry() {
        edit(4, "settled", "sealed");

        ledger.findsFirst("entry 4: the stored leaf hash is not the entry's");
        ledger.finds("entry 4: no journal entry at $.kind: unknown kind of entry");
    }

    @Test
    void a_forged_leaf_hash() {
        var forged = ledger.stored.entries.get(5);
        ledger.stored.entries.set(5, new StoredEntry(5, forged.content(), JournalStory.digest("forged")));

        ledger.findsOnly("entry 5: the stored leaf hash is not the entry's");
    }

    @Test
    void a_dropped_entry() {
        ledger.stored.entries.remove(5);

        ledger.findsFirst("entry 5: missing: what is stored next is entry 6");
        ledger.finds("entry 7: the stored head has 8 entries, but there are 7");
        ledger.finds(B + " is stored, but no entry reserved it");
    }

    @Test
    void swapped_entries() {
        var six = ledger.stored.entries.get(6);
        var seven = ledger.stored.entries.get(7);
        ledger.stored.entries.set(6, new StoredEntry(6, seven.content(), seven.leafHash()));
        ledger.stored.entries.set(7, new StoredEntry(7, six.content(), six.leafHash()));

        ledger.findsFirst("entry 6: reserved_index 6 is no reservation of request c");
        ledger.finds("entry 7: at runs back");
        ledger.finds("the root of the stored head is not the entries'");
    }

    @Test
    void a_truncated_tail() {
        ledger.stored.entries.removeLast();

        ledger.findsFirst("entry 7: the stored head has 8 entries, but there are 7");
        ledger.finds("entry 7: checkpoint 2 of size 8 vouches for this entry, but there are only 7 entries");
    }

    @Test
    void a_truncated_tail_with_the_head_to_match() {
        ledger.stored.entries.removeLast();
        ledger.stored.head = recomputed();

        ledger.findsFirst("entry 7: checkpoint 2 of size 8 vouches for this entry, but there are only 7 entries");
        ledger.finds("entry 6: state of request c of spiffe://firm.example/hot-wallet is stored as SETTLED,"
                + " but the entries say RESERVED");
    }

    @Test
    void a_forged_head() {
        ledger.stored.head = new TreeHead(8, JournalStory.digest("forged"));

        ledger.findsOnly("the root of the stored head is not the entries'");
    }

    @Test
    void another_ledgers_journal() {
        ledger.stored.ledgerId = "ff".repeat(16);

        ledger.findsOnly("entry 0: the ledger's id is stored as " + "ff".repeat(16) + ", but the entries say "
                + JournalStory.LEDGER_ID);
    }

    @Test
    void a_checkpoint_of_another_key() {
        ledger.stored.checkpoints.set(1, new CheckpointKey(2).note(ledger.stored.head));

        ledger.findsOnly("checkpoint 2: no valid signature by the key firm.example/countersign+");
    }

    @Test
    void a_checkpoint_with_an_edited_size() {
        ledger.stored.checkpoints.set(1, ledger.stored.checkpoints.get(1).replace("\n8\n", "\n7\n"));

        ledger.findsOnly("checkpoint 2: no valid signature by the key firm.example/countersign+");
    }

    @Test
    void checkpoints_in_another_order() {
        ledger.stored.checkpoints.addFirst(ledger.stored.checkpoints.removeLast());

        ledger.findsOnly("checkpoint 2 of size 5 is smaller than the one before, of size 8");
    }

    @Test
    void without_the_key_checkpoints_are_still_compared() {
        ledger.stored.checkpoints.set(1, new CheckpointKey(2).note(new TreeHead(8, JournalStory.digest("forged"))));

        var report = new JournalVerifier().verify(ledger.stored, ORIGIN, Optional.empty());

        assertThat(report.problems()).singleElement().asString().startsWith("entry 7: checkpoint 2 of size 8 has");
        assertThat(report.checkpoints()).isEqualTo(1);
    }

    private void edit(int index, String part, String instead) {
        var entry = ledger.stored.entries.get(index);
        var text = new String(entry.content().toByteArray(), UTF_8);
        assertThat(text).contains(part);
        ledger.stored.entries.set(
                index,
                new StoredEntry(index, Bytes.of(text.replaceFirst(part, instead).getBytes(UTF_8)), entry.leafHash()));
    }

    private void rehash(int index) {
        var content = ledger.stored.entries.get(index).content();
        ledger.stored.entries.set(index, new StoredEntry(index, content, MerkleFrontier.leafHash(content)));
    }

    private TreeHead recomputed() {
        var frontier = MerkleFrontier.empty();
        ledger.stored.entries.forEach(entry -> frontier.append(MerkleFrontier.leafHash(entry.content())));
        return frontier.head();
    }
}
