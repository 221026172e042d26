package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Payment.USDC;
import static dev.countersign.signer.ledger.Payment.perDay;
import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.audit.JournalVerifier;
import dev.countersign.signer.audit.Report;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.archive.SealedFile;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What is archived leaves the database, and nothing of what was promised.
@ParameterizedClass
@EnumSource(Place.class)
class LedgerArchiveTest {

    private static final long SEED = 20261122;
    private static final int STEPS = 400;

    private final Place place;
    private ArchivedFolder archived;
    private LedgerFolder folder;

    LedgerArchiveTest(Place place) {
        this.place = place;
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        archived = new ArchivedFolder(place, path);
        folder = archived.folder;
    }

    @AfterEach
    void close() {
        archived.close();
    }

    private Payment payment(String requestId, long amount, long nonce) {
        return Payment.of(folder.grant, requestId, amount, nonce);
    }

    @Test
    void limits_ids_slots_and_levers_hold_as_before() throws Exception {
        var limit = perDay(USDC, 1_000);
        var signed = payment("r1", 600, 0).limited(limit);
        var settled = folder.sign(signed);
        var open = folder.reserve(payment("r2", 100, 1));
        TestLevers.pull(folder.ledger, new Lever.FreezeAsset(new Asset("eip155:137/slip44:966")));
        archived.checkpoint();

        archived.archive();

        assertThat(folder.used(limit)).isEqualTo(700);
        assertThat(folder.ledger.find(TestGrants.HOT_WALLET, signed.request()).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(settled);
        assertThat(refusalOf(() -> folder.ledger.find(
                                TestGrants.HOT_WALLET, payment("r1", 601, 0).request()))
                        .reason())
                .isEqualTo(Reason.REQUEST_ID_REUSED);
        assertThat(refusalOf(() -> folder.reserve(payment("r3", 301, 2).limited(limit)))
                        .reason())
                .isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(refusalOf(() -> folder.reserve(payment("r4", 7, 0))).reason())
                .isEqualTo(Reason.NONCE_ALREADY_SIGNED);
        assertThat(folder.ledger.levers().standing().standing()).hasSize(1);
        try (var reader = archived.read()) {
            assertThat(reader.inDoubt()).extracting(InDoubt::journalIndex).containsExactly(open.journalIndex());
        }
        folder.time.pass(Payment.DAY.multipliedBy(2));
        assertThat(folder.used(limit)).isEqualTo(100); // what is open does not age
    }

    @Test
    void a_request_in_doubt_is_repeated_and_released_when_its_entry_is_archived() throws Exception {
        var again = payment("r1", 100, 0);
        folder.reserve(again);
        var back = folder.reserve(payment("r2", 10, 1));
        archived.checkpoint();

        archived.archive();
        if (place != Place.SQLITE) {
            folder.ledger.release(back, "the HSM was not asked");
        }
        folder.sign(again);

        assertThat(folder.used(USDC)).isEqualTo(place == Place.SQLITE ? 110 : 100);
        folder.restart();
        assertThat(folder.used(USDC)).isEqualTo(place == Place.SQLITE ? 110 : 100);
        assertThat(archived.verify().problems()).isEmpty();
    }

    @Test
    void every_entry_is_read_as_it_was_and_verifies_with_the_database_and_alone() throws Exception {
        folder.sign(payment("r1", 600, 0));
        archived.checkpoint();
        var size = folder.ledger.head().size();
        folder.sign(payment("r2", 1, 1));
        var before = archived.bytes();

        var files = archived.archive();

        assertThat(files)
                .extracting(SealedFile::head)
                .extracting(head -> head.size())
                .containsExactly(size);
        assertThat(archived.count("SELECT count(*) FROM journal WHERE idx < " + size))
                .isZero();
        assertThat(archived.count("SELECT count(*) FROM archived_entry")).isEqualTo(size);
        assertThat(archived.bytes()).startsWith(before.toArray(String[]::new));
        folder.sign(payment("r3", 1, 2));
        var report = archived.verify();
        assertThat(report.problems()).isEmpty();
        assertThat(report.signatures()).isEqualTo(3);
        assertThat(report.head()).isEqualTo(folder.ledger.head());
        var alone = archived.verifyFiles();
        assertThat(alone.problems()).isEmpty();
        assertThat(alone).extracting(Report::head).isEqualTo(files.getFirst().head());
        assertThat(alone.checkpoints()).isOne();
    }

    @Test
    void the_journal_says_what_was_archived() throws Exception {
        archived.checkpoint();

        var file = archived.archive().getFirst();

        var found = new ArrayList<JournalEntry.Archived>();
        try (var reader = archived.read()) {
            reader.entries(file.head().size(), entry -> {
                if (JournalCodec.decode(entry.content()) instanceof JournalEntry.Archived entered) {
                    found.add(entered);
                }
            });
        }
        assertThat(found).singleElement().satisfies(entry -> {
            assertThat(entry.first()).isZero();
            assertThat(entry.head()).isEqualTo(file.head());
            assertThat(entry.digest()).isEqualTo(file.digest());
        });
    }

    @Test
    void what_is_younger_stays_and_the_end_is_a_checkpoint() throws Exception {
        folder.sign(payment("r1", 1, 0));
        archived.checkpoint();
        var size = folder.ledger.head().size();
        folder.sign(payment("r2", 1, 1));
        folder.time.pass(Duration.ofHours(1));
        var young = folder.time.wall();
        folder.sign(payment("r3", 1, 2));
        archived.checkpoint();

        assertThat(archived.archive(young.minus(Duration.ofDays(1)))).isEmpty();
        assertThat(archived.archive(young))
                .extracting(file -> file.head().size())
                .containsExactly(size);
        assertThat(archived.archive(young)).isEmpty();
        assertThat(archived.archive()).hasSize(1);
        assertThat(archived.verify().problems()).isEmpty();
        assertThat(archived.verifyFiles().checkpoints()).isEqualTo(2);
    }

    @Test
    void without_the_files_the_ledger_serves_and_whoever_reads_is_told_which_is_missing() throws Exception {
        folder.sign(payment("r1", 600, 0));
        archived.checkpoint();
        var file = archived.archive().getFirst();
        Files.delete(file.file().path());

        folder.restart();
        folder.sign(payment("r2", 1, 1));

        assertThat(folder.used(USDC)).isEqualTo(601);
        assertThat(archived.verify().problems())
                .singleElement()
                .asString()
                .contains("the file whose name begins with 000000000000 is missing", archived.files.toString());
        try (var reader = folder.read()) {
            assertThat(new JournalVerifier()
                            .verify(reader, "any", Optional.empty())
                            .problems())
                    .singleElement()
                    .asString()
                    .contains("journal: { archive: FOLDER }");
        }
    }

    @Test
    void whatever_is_asked_between_archives_the_story_verifies() throws Exception {
        var random = new Random(SEED);
        var runs = 0;
        for (var step = 0; step < STEPS; step++) {
            folder.time.pass(Duration.ofMillis(random.nextInt(5_000)));
            var payment = payment("r" + random.nextInt(60), random.nextInt(3) * 100L, random.nextInt(25))
                    .priced(10 + random.nextInt(5));
            switch (random.nextInt(25)) {
                case 0 -> folder.restart();
                case 1 -> archived.checkpoint();
                case 2 -> {
                    var used = folder.used(USDC);
                    runs += archived.archive().size();
                    assertThat(folder.used(USDC)).as("seed %d", SEED).isEqualTo(used);
                }
                default -> folder.act(payment, random.nextInt(4));
            }
        }
        archived.checkpoint();
        archived.archive();
        folder.restart();

        assertThat(runs).isGreaterThan(2);
        assertThat(archived.verify().problems()).as("seed %d", SEED).isEmpty();
        assertThat(archived.verifyFiles().problems()).as("seed %d", SEED).isEmpty();
    }

    @Test
    void a_ledger_that_was_put_back_is_not_archived() throws Exception {
        archived.checkpoint();
        folder.sign(payment("r1", 600, 0));
        folder.ledger.close();
        var settings = new LedgerSettings(folder.engine, elsewhere(), "test", Duration.ofDays(3), false);

        assertThatThrownBy(() -> LedgerArchive.open(settings))
                .isInstanceOf(LedgerRefused.class)
                .hasMessageContaining("remembers");
        folder.ledger = folder.open();
    }

    /// The anchor of another ledger.
    private Path elsewhere() throws Exception {
        var other = Files.createDirectory(archived.files.resolveSibling("other"));
        SqlLedger.create(other.resolve("ledger.db"), TestAnchors.of(other.resolve("ledger.db")), "test");
        return TestAnchors.of(other.resolve("ledger.db"));
    }
}
