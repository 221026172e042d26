package dev.countersign.signer.journal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.audit.CheckpointKey;
import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.model.Bytes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file of an archive is there whole, or not at all.
class ArchiveWriterTest {

    private static final String LEDGER = "9f1c2b3a4d5e6f708192a3b4c5d6e7f8";
    private static final CheckpointKey KEY = new CheckpointKey(7);

    @TempDir
    private Path folder;

    private static Bytes entry(String text) {
        return Bytes.of(text.getBytes(UTF_8));
    }

    private static TreeHead head(String... entries) {
        var tree = MerkleFrontier.empty();
        for (var entry : entries) {
            tree.append(MerkleFrontier.leafHash(entry(entry)));
        }
        return tree.head();
    }

    private ArchiveFile write(String... entries) throws IOException {
        try (var writer = ArchiveWriter.begin(folder, LEDGER, MerkleFrontier.empty())) {
            for (var entry : entries) {
                writer.add(entry(entry));
            }
            return writer.seal(KEY.note(head(entries)));
        }
    }

    @Test
    void a_file_is_read_as_it_was_written() throws Exception {
        var file = write("one", "zwei — ü", "");

        var sealed = new ArrayList<SealedFile>();
        var read = new ArrayList<Bytes>();
        try (var reader = new ArchiveReader(List.of(file), LEDGER, sealed::add)) {
            while (reader.hasNext()) {
                read.add(reader.next());
            }
        }
        assertThat(read).containsExactly(entry("one"), entry("zwei — ü"), entry(""));
        assertThat(sealed).singleElement().satisfies(found -> {
            assertThat(found.head()).isEqualTo(head("one", "zwei — ü", ""));
            assertThat(found.checkpoint()).isEqualTo(KEY.note(found.head()));
        });
        assertThat(file.path()).hasFileName("000000000000-000000000002.jsonl");
        assertThat(Files.getPosixFilePermissions(file.path())).hasSize(2);
    }

    @Test
    void what_was_not_ended_is_thrown_away() throws Exception {
        try (var writer = ArchiveWriter.begin(folder, LEDGER, MerkleFrontier.empty())) {
            writer.add(entry("a long entry of a run that was killed".repeat(1_000)));
        }

        var file = write("one");

        assertThat(Files.readAllLines(file.path())).hasSize(3);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file.path());
        }
    }

    @Test
    void no_file_is_replaced() throws Exception {
        var file = write("one");
        var before = Files.readString(file.path());

        assertThatThrownBy(() -> write("two")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file.path()).hasContent(before);
    }

    @Test
    void an_entry_of_two_lines_is_none() throws Exception {
        try (var writer = ArchiveWriter.begin(folder, LEDGER, MerkleFrontier.empty())) {
            assertThatThrownBy(() -> writer.add(entry("{}\n{}"))).hasMessageContaining("entry 0 has a newline");
        }
    }

    @Test
    void a_file_ends_with_the_checkpoint_of_its_own_head() {
        try (var writer = ArchiveWriter.begin(folder, LEDGER, MerkleFrontier.empty())) {
            writer.add(entry("one"));
            assertThatThrownBy(() -> writer.seal(KEY.note(head("two")))).hasMessageContaining("its checkpoint is not");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(folder.resolve("000000000000-000000000000.jsonl")).doesNotExist();
    }

    @Test
    void one_writes_at_a_time() throws Exception {
        try (var writer = ArchiveWriter.begin(folder, LEDGER, MerkleFrontier.empty())) {
            writer.add(entry("one"));
            assertThatThrownBy(() -> write("two")).hasMessageContaining("another `journal archive` writes to");
            assertThat(writer.seal(KEY.note(head("one"))).size()).isOne();
        }
    }

    @Test
    void what_is_no_file_of_an_archive_is_not_looked_at() throws Exception {
        for (var name :
                List.of("0-1.jsonl", "000000000005-000000000004.jsonl", "000000000000-000000000001.json", "note")) {
            Files.writeString(folder.resolve(name), "");
        }

        assertThat(new ArchiveFolder(folder).startingAt(0)).isEmpty();
        assertThat(new ArchiveFolder(folder).startingAt(5)).isEmpty();
        assertThatThrownBy(() -> new ArchiveFolder(folder).complete()).hasMessageContaining("no file of an archive");
    }
}
