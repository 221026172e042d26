package dev.countersign.signer.audit.checkpoint;

import static dev.countersign.signer.audit.CheckpointKey.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.audit.CheckpointKey;
import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointTest {

    private final CheckpointKey key = new CheckpointKey(1);
    private final Checkpoint checkpoint =
            new Checkpoint(ORIGIN, MerkleFrontier.empty().head());
    private final String note = key.note(checkpoint.head());

    @Test
    void a_note_opens_with_the_key_that_signed_it() {
        assertThat(note).startsWith("firm.example/countersign\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— ");
        assertThat(Checkpoint.open(note, ORIGIN, key.pinned())).isEqualTo(checkpoint);
    }

    @Test
    void a_note_of_another_key_or_journal_does_not_open() {
        assertThatThrownBy(() -> Checkpoint.open(note, ORIGIN, new CheckpointKey(2).pinned()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no valid signature by the key firm.example/countersign+");
        assertThatThrownBy(() -> Checkpoint.open(note, "firm.example/other", key.pinned()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a checkpoint of firm.example/countersign, not of firm.example/other");
    }

    @Test
    void a_signature_that_is_not_the_keys_makes_no_note() {
        assertThatThrownBy(() -> checkpoint.note(key.pinned(), Bytes.of(new byte[64])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the signature is not the checkpoint key's");
        assertThatThrownBy(() -> checkpoint.note(key.pinned(), Bytes.of(new byte[63])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Checkpoint.verifierKey(
                        ORIGIN, new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex("02" + "11".repeat(32)))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// `/` stands for a newline.
    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
            countersign/0/ | countersign/00/    | another spelling
            countersign/0/ | countersign/-1/    | no tree has -1 leaves
            countersign/0/ | countersign/x/     | For input string
            SuFU=/         | SuFU/              | another spelling
            SuFU=/         | SuFU=/more/        | three lines
            SuFU=//        | SuFU=/             | a text, an empty line and signature lines
            SuFU=//        | SuFU=//-/          | not a signature line
            —              | -                  | not a signature line
            """)
    void what_is_no_checkpoint_is_refused(String part, String instead, String message) {
        var changed = note.replace(part.replace('/', '\n'), instead.replace('/', '\n'));

        assertThat(changed).isNotEqualTo(note);
        assertThatThrownBy(() -> Checkpoint.read(changed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_forged_line_beside_a_good_one_spoils_the_note() {
        var other = checkpoint.note(key.pinned(), key.sign(checkpoint.body()));
        var forged = SignedNote.of("x\n", ORIGIN, key.pinned(), Bytes.of(new byte[64]))
                .encoded();

        assertThatThrownBy(() -> Checkpoint.open(other + forged.substring(forged.indexOf('—')), ORIGIN, key.pinned()))
                .hasMessageStartingWith("no valid signature");
    }
}
