package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Payment.USDC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.ledger.anchor.Anchor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database that is not the latest is noticed, whichever way it came there, and nothing is signed with it.
class LedgerAnchorTest {

    @TempDir
    private Path path;

    private LedgerFolder folder;
    private Path anchor;

    @BeforeEach
    void open() throws Exception {
        folder = new LedgerFolder(path);
        anchor = TestAnchors.of(folder.database);
        sign("r1", 1);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private void sign(String id, long nonce) throws Exception {
        folder.sign(Payment.of(folder.grant, id, 100, nonce));
    }

    private void refuses(String... words) {
        assertThatThrownBy(folder::open).isInstanceOf(LedgerRefused.class).hasMessageContainingAll(words);
    }

    private Anchor.Mark mark() throws IOException {
        try (var open = Anchor.open(anchor)) {
            return open.mark();
        }
    }

    /// The database and what SQLite has beside it, as a copy of a stopped server's would be.
    private Path copy(String name) throws Exception {
        folder.ledger.close();
        var copy = Files.createDirectory(path.resolve(name));
        for (var file : files(path)) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        Files.copy(anchor, copy.resolve("anchor"));
        folder.ledger = folder.open();
        return copy;
    }

    private void putBack(Path copy) throws IOException {
        folder.ledger.close();
        for (var file : files(path)) {
            Files.delete(file);
        }
        for (var file : files(copy)) {
            Files.copy(file, path.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("ledger\\.db(-wal|-shm)?"))
                    .toList();
        }
    }

    @Test
    void it_remembers_every_entry_by_the_time_that_it_is_answered() throws Exception {
        for (var nonce = 2; nonce < 20; nonce++) {
            var reservation = folder.reserve(Payment.of(folder.grant, "r" + nonce, 1, nonce));
            assertThat(mark().size()).isEqualTo(reservation.journalIndex() + 1);
        }
        assertThat(mark().size()).isEqualTo(folder.ledger.head().size());
    }

    @Test
    void yesterdays_database_is_refused() throws Exception {
        var yesterday = copy("yesterday");
        var entries = folder.ledger.head().size();
        sign("r2", 2);
        putBack(yesterday);

        refuses(
                "has " + (entries - 1) + " journal entries",
                "remembers " + (entries + 2),
                "an earlier state was put back");
    }

    /// It may even be longer than the one that was served.
    @Test
    void a_database_that_went_another_way_is_refused() throws Exception {
        var fork = copy("fork");
        sign("r2", 2);
        var served = Files.readAllBytes(anchor);
        putBack(fork);
        Files.copy(fork.resolve("anchor"), anchor, StandardCopyOption.REPLACE_EXISTING);
        folder.ledger = folder.open();
        sign("r3", 3);
        sign("r4", 4);
        folder.ledger.close();
        Files.write(anchor, served);

        refuses("has another past");
    }

    @Test
    void an_empty_ledger_is_refused() throws Exception {
        folder.ledger.close();
        var other = path.resolve("other.db");
        SqlLedger.create(other, TestAnchors.of(other), "test", folder.time);
        Files.copy(other, folder.database, StandardCopyOption.REPLACE_EXISTING);

        refuses("the anchor", "remembers", "another deployment's, or new");
    }

    @Test
    void a_new_ledger_does_not_take_the_place_of_one_that_is_gone() throws Exception {
        folder.ledger.close();
        Files.delete(folder.database);

        assertThatThrownBy(() -> SqlLedger.create(folder.database, anchor, "test", folder.time))
                .isInstanceOf(LedgerRefused.class)
                .hasMessageContainingAll("the anchor", "whose charges a new one would have forgotten");
        assertThat(folder.database).doesNotExist();
    }

    @Test
    void without_its_anchor_nothing_is_served() throws Exception {
        folder.ledger.close();
        Files.delete(anchor);

        refuses("there is no anchor at", "bring the disk back");
        assertThat(anchor).doesNotExist();
    }

    @Test
    void a_broken_anchor_is_refused() throws Exception {
        folder.ledger.close();
        Files.writeString(anchor, "dear diary");

        refuses("the anchor", "no whole mark is in it");
    }

    /// The process died, or the machine lost power, between the two disks.
    @Test
    void a_database_that_is_ahead_of_its_anchor_goes_on() throws Exception {
        var before = Files.readAllBytes(anchor);
        sign("r2", 2);
        folder.ledger.close();
        Files.write(anchor, before);

        folder.ledger = folder.open();

        assertThat(folder.used(USDC)).isEqualTo(200);
        sign("r3", 3);
    }
}
