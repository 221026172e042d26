package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.journal.archive.ArchiveDamaged;
import dev.countersign.signer.journal.archive.ArchiveFolder;
import dev.countersign.signer.journal.archive.ArchiveReader;
import dev.countersign.signer.journal.archive.ArchiveWriter;
import dev.countersign.signer.journal.archive.SealedFile;
import dev.countersign.signer.model.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// An archiving that ends between any two of its steps loses nothing, and the next one goes on from there.
@ParameterizedClass
@EnumSource(
        value = Place.class,
        names = {"SQLITE", "POSTGRES"})
class InterruptedArchiveTest {

    private final Place place;
    private ArchivedFolder archived;
    private String checkpoint = "";
    private long size;

    InterruptedArchiveTest(Place place) {
        this.place = place;
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        archived = new ArchivedFolder(place, path);
        for (var i = 0; i < 3; i++) {
            archived.folder.sign(Payment.of(archived.folder.grant, "r" + i, 100, i));
        }
        checkpoint = archived.checkpoint();
        size = archived.folder.ledger.head().size();
    }

    @AfterEach
    void close() {
        archived.close();
    }

    /// A file as a run leaves it that got no further.
    private SealedFile finished() throws Exception {
        try (var source = ArchiveSource.open(archived.folder.engine);
                var writer = ArchiveWriter.begin(archived.files, source.ledgerId(), MerkleFrontier.empty())) {
            var entries = new ArrayList<Bytes>();
            source.entries(0, size, entry -> entries.add(entry.content()));
            for (var entry : entries) {
                writer.add(entry);
            }
            var sealed = new ArrayList<SealedFile>();
            try (var reader = new ArchiveReader(List.of(writer.seal(checkpoint)), source.ledgerId(), sealed::add)) {
                while (reader.hasNext()) {
                    assertThat(reader.next()).isIn(entries);
                }
            }
            return sealed.getFirst();
        }
    }

    private void goesOn() throws Exception {
        archived.archive(Instant.EPOCH); // nothing new

        assertThat(archived.count("SELECT archived FROM ledger")).isEqualTo(size);
        assertThat(archived.count("SELECT min(idx) FROM journal")).isEqualTo(size);
        assertThat(archived.verify().problems()).isEmpty();
        assertThat(archived.verifyFiles().problems()).isEmpty();
        try (var files = Files.list(archived.files)) {
            assertThat(files).hasSize(1);
        }
    }

    private void nothingLeft() throws Exception {
        assertThat(archived.count("SELECT archived FROM ledger")).isZero();
        assertThat(archived.count("SELECT min(idx) FROM journal")).isZero();
        assertThat(archived.count("SELECT count(*) FROM archived_entry")).isZero();
    }

    @Test
    void in_the_middle_of_a_file() throws Exception {
        Files.writeString(
                archived.files.resolve("unfinished"),
                "{\"archive\":1,\"ledger_id\":\"no end, and more" + "x".repeat(100_000));

        assertThat(archived.verify().problems()).isEmpty();
        archived.archive();
        goesOn();
    }

    @Test
    void after_a_file() throws Exception {
        finished();
        archived.folder.sign(Payment.of(archived.folder.grant, "later", 100, 77));
        archived.checkpoint(); // where a new file would end

        assertThat(archived.verify().problems()).isEmpty();
        goesOn();
    }

    @Test
    void after_it_was_written_down() throws Exception {
        var file = finished();
        archived.stopped(ledger -> ledger.record(file));

        assertThat(archived.count("SELECT min(idx) FROM journal")).isZero();
        assertThat(archived.verify().problems()).isEmpty();
        goesOn();
    }

    @Test
    void after_some_entries_left() throws Exception {
        var file = finished();
        archived.stopped(ledger -> {
            ledger.record(file);
            ledger.move(3);
        });

        assertThat(archived.count("SELECT min(idx) FROM journal")).isEqualTo(3);
        assertThat(archived.verify().problems()).isEmpty();
        goesOn();
    }

    @Test
    void nothing_more_leaves_when_the_file_is_gone_meanwhile() throws Exception {
        var file = finished();
        archived.stopped(ledger -> {
            ledger.record(file);
            ledger.move(3);
        });
        Files.delete(file.file().path());

        archived.stopped(ledger -> assertThatThrownBy(() -> archived.archivist().archive(ledger, Instant.MAX, _ -> {}))
                .isInstanceOf(ArchiveDamaged.class)
                .hasMessageContaining("000000000000 is missing"));
        assertThat(archived.count("SELECT min(idx) FROM journal")).isEqualTo(3);
    }

    @Test
    void nothing_more_leaves_when_the_file_was_changed_meanwhile() throws Exception {
        var file = finished();
        archived.stopped(ledger -> ledger.record(file));
        flip(file.file().path(), "hot-wallet", "cold-vault");

        archived.stopped(ledger -> assertThatThrownBy(() -> archived.archivist().archive(ledger, Instant.MAX, _ -> {}))
                .isInstanceOf(ArchiveDamaged.class)
                .hasMessageContaining("has another entry"));
        assertThat(archived.count("SELECT min(idx) FROM journal")).isZero();
    }

    @Test
    void a_finished_file_that_differs_is_refused_and_nothing_leaves() throws Exception {
        var file = finished();
        flip(file.file().path(), "hot-wallet", "cold-vault");

        archived.stopped(ledger -> assertThatThrownBy(() -> archived.archivist().archive(ledger, Instant.MAX, _ -> {}))
                .isInstanceOf(ArchiveDamaged.class)
                .hasMessageContainingAll("has another entry", "move it away, and run this again"));
        nothingLeft();
        Files.delete(file.file().path());
        archived.archive();
        goesOn();
    }

    @Test
    void a_file_with_more_than_the_ledger_has_is_refused_and_nothing_leaves() throws Exception {
        var file = finished();
        Files.move(file.file().path(), file.file().path().resolveSibling("000000000000-000000000999.jsonl"));

        archived.stopped(ledger -> assertThatThrownBy(() -> archived.archivist().archive(ledger, Instant.MAX, _ -> {}))
                .isInstanceOf(ArchiveDamaged.class)
                .hasMessageContainingAll("more entries than the ledger's", "move it away"));
        nothingLeft();
    }

    @Test
    void a_damaged_entry_is_not_archived() throws Exception {
        archived.execute(
                place == Place.SQLITE
                        ? "DROP TRIGGER journal_is_not_changed"
                        : "DROP TRIGGER journal_is_not_changed ON journal");
        archived.execute("UPDATE journal SET content = " + (place == Place.SQLITE ? "x'7b7d'" : "'\\x7b7d'::bytea")
                + " WHERE idx = 3");

        archived.stopped(ledger -> assertThatThrownBy(() -> archived.archivist().archive(ledger, Instant.MAX, _ -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("entry 3 does not fit its leaf hash", "journal verify"));
        nothingLeft();
        assertThat(new ArchiveFolder(archived.files).startingAt(0)).isEmpty();
    }

    @Test
    void a_checkpoint_of_another_key_ends_no_file() throws Exception {
        archived.execute("UPDATE checkpoint SET note = replace(note, '— ', '— x')");

        archived.stopped(ledger -> assertThatThrownBy(() -> archived.archivist().archive(ledger, Instant.MAX, _ -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("would end with does not verify", "no valid signature"));
        nothingLeft();
        assertThat(archived.files).isEmptyDirectory();
    }

    @Test
    void a_file_is_written_down_once() throws Exception {
        var file = finished();
        archived.stopped(ledger -> {
            ledger.record(file);
            assertThatThrownBy(() -> ledger.record(file))
                    .isInstanceOf(LedgerRefused.class)
                    .hasMessageContaining("not the next ones");
        });
        assertThat(archived.verify().problems()).isEmpty();
    }

    @Test
    void without_its_folder_nothing_leaves() throws Exception {
        Files.delete(archived.files);

        archived.stopped(ledger -> assertThatThrownBy(() -> archived.archivist().archive(ledger, Instant.MAX, _ -> {}))
                .isInstanceOf(ArchiveDamaged.class)
                .hasMessageContaining("there is no folder"));
        nothingLeft();
    }

    private static void flip(Path file, String from, String to) throws IOException {
        var text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replaceFirst(from, to));
    }
}
