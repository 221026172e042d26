package dev.countersign.signer.audit.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.journal.JournalEntry.Archived;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.journal.archive.ArchiveFile;
import dev.countersign.signer.journal.archive.SealedFile;
import dev.countersign.signer.model.Digest32;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What the journal says of its archive can have happened, and is what the files are.
class ArchiveHistoryTest {

    private static final Digest32 ROOT = Digest32.sha256(new byte[] {1});
    private static final Digest32 DIGEST = Digest32.sha256(new byte[] {2});

    private final ArchiveHistory history = new ArchiveHistory();

    private static Archived archived(long first, long size, Digest32 root, Digest32 digest) {
        return new Archived(Instant.EPOCH, first, new TreeHead(size, root), digest);
    }

    private void read(long first, long size) {
        history.read(new SealedFile(new ArchiveFile(Path.of("a"), first, size), new TreeHead(size, ROOT), "", DIGEST));
    }

    @Test
    void files_that_follow_each_other_fit() {
        read(0, 5);

        assertThat(history.archived(5, archived(0, 5, ROOT, DIGEST))).isEmpty();
        assertThat(history.archived(9, archived(5, 8, ROOT, ROOT))).isEmpty(); // its file was not read
        assertThat(history.archived()).isEqualTo(8);
    }

    @Test
    void a_gap_or_an_overlap_is_a_problem() {
        assertThat(history.archived(9, archived(1, 5, ROOT, DIGEST)))
                .singleElement()
                .asString()
                .contains("first is 1");
        assertThat(history.archived(9, archived(4, 6, ROOT, DIGEST)))
                .singleElement()
                .asString()
                .contains("ends at 5");
    }

    @Test
    void a_file_holds_what_came_before_and_something() {
        assertThat(history.archived(5, archived(0, 6, ROOT, DIGEST)))
                .singleElement()
                .asString()
                .contains("size is 6");
        assertThat(history.archived(9, archived(6, 6, ROOT, DIGEST)))
                .singleElement()
                .asString()
                .contains("size is 6");
    }

    @Test
    void another_file_than_the_one_that_was_read_is_a_problem() {
        read(0, 5);
        assertThat(history.archived(9, archived(0, 5, DIGEST, DIGEST)))
                .singleElement()
                .asString()
                .contains("root");
        assertThat(new ArchiveHistory().archived(9, archived(0, 5, DIGEST, DIGEST)))
                .isEmpty();
    }

    @Test
    void another_digest_is_a_problem() {
        read(0, 5);

        assertThat(history.archived(9, archived(0, 5, ROOT, ROOT)))
                .singleElement()
                .asString()
                .contains("digest");
    }
}
