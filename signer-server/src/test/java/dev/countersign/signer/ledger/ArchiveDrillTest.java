package dev.countersign.signer.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.audit.CheckpointKey;
import dev.countersign.signer.cli.Countersign;
import dev.countersign.softhsm.FaultyDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A disk that fails one call of `countersign journal archive`, a process of its own, and then is well again. The
/// command says which disk it was and what to do; every entry is in the database or in a file that verifies; and run
/// again it goes on.
class ArchiveDrillTest {

    private static final String FILE = "000000000000-000000000008.jsonl";

    private final FaultyDisk disk;
    private final Path configuration;
    private final ArchivedFolder archived;
    private long size;
    private List<String> before = List.of();

    ArchiveDrillTest(@TempDir Path path) throws Exception {
        disk = FaultyDisk.in(path);
        configuration = Files.writeString(path.resolve("server.yaml"), """
                deployment: test
                listen: { address: 127.0.0.1, port: 0 }
                tls: { certificate: server.crt, key: server.key, client_ca: ca.crt }
                tokens:
                  - { label: dev, module: module.so, pin_file: user.pin }
                journal: { origin: %s, checkpoint_key: "%s", archive: archive }
                ledger: { path: ledger.db, anchor: ledger.db.anchor }
                policy: policy.yaml
                """.formatted(
                CheckpointKey.ORIGIN, ArchivedFolder.KEY.pinned().encoded().hex()));
        archived = new ArchivedFolder(Place.SQLITE, path, new SteppedTime(Instant.parse("2020-01-01T00:00:00Z")));
    }

    @BeforeEach
    void sign() throws Exception {
        for (var i = 0; i < 3; i++) {
            archived.folder.sign(Payment.of(archived.folder.grant, "r" + i, 100, i));
        }
        archived.checkpoint();
        size = archived.folder.ledger.head().size();
        archived.folder.ledger.close();
        before = archived.bytes();
    }

    @AfterEach
    void close() {
        archived.close();
    }

    /// What the command said, and how it ended.
    private record Ended(int exitCode, String out, String err) {}

    private Ended archive() throws Exception {
        var out = configuration.resolveSibling("out");
        var err = configuration.resolveSibling("err");
        var process = VictimProcess.jvm(
                        disk.environment(),
                        Countersign.class,
                        "journal",
                        "archive",
                        "--config",
                        configuration.toString(),
                        "--keep",
                        "30d")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Ended(process.waitFor(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    /// The next such call fails; what is said has these words, and nothing is lost.
    private void fails(String call, String file, int errno, String... words) throws Exception {
        disk.failOnce(call, file, errno);
        var ended = archive();

        assertThat(disk.struck()).as(ended.toString()).isTrue();
        assertThat(ended.exitCode()).as(ended.toString()).isOne();
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines().filter(line -> !line.startsWith("WARN: the anchor ")))
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(words);
        nothingIsLost();
    }

    private void nothingIsLost() throws Exception {
        assertThat(archived.verify().problems()).isEmpty();
        assertThat(archived.bytes()).startsWith(before.toArray(String[]::new));
        if (archived.count("SELECT archived FROM ledger") > 0) {
            assertThat(archived.verifyFiles().problems()).isEmpty();
        }
    }

    private void goesOn() throws Exception {
        var ended = archive();

        assertThat(ended.exitCode()).as(ended.toString()).isZero();
        assertThat(ended.out()).contains("9 entries are archived in all");
        assertThat(archived.count("SELECT archived FROM ledger")).isEqualTo(size);
        assertThat(archived.count("SELECT min(idx) FROM journal")).isEqualTo(size);
        assertThat(archived.verifyFiles().problems()).isEmpty();
        nothingIsLost();
        try (var files = Files.list(archived.files)) {
            assertThat(files).containsExactly(archived.files.resolve(FILE));
        }
        archived.folder.ledger = archived.folder.open(); // the anchor accepts what is there
        archived.folder.sign(Payment.of(archived.folder.grant, "after", 1, 99));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ledger.db, read-only, bring it in order first",
        "ledger.db.anchor, Read-only file system, bring its disk in order",
        "ledger.db-wal, readonly database, check its disk",
    })
    void a_ledger_that_cannot_be_opened_is_not_touched(String file, String why, String remedy) throws Exception {
        fails("open", file, FaultyDisk.EROFS, "ledger.db", why, remedy);

        assertThat(archived.files).isEmptyDirectory();
        goesOn();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "open, archive/unfinished, 30, Read-only file system",
        "write, archive/unfinished, 28, No space left on device",
        "write, archive/unfinished, 30, Read-only file system",
        "sync, archive/unfinished, 5, Input/output error",
        "rename, .jsonl, 30, Read-only file system",
        "sync, /archive, 5, Input/output error",
    })
    void a_file_that_cannot_be_written_is_named_and_nothing_leaves(String call, String file, int errno, String why)
            throws Exception {
        fails(
                call,
                file,
                errno,
                "the archive's file " + archived.files,
                " could not be written: " + why,
                "make room",
                "run this again");

        assertThat(archived.count("SELECT archived FROM ledger")).isZero();
        goesOn();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "write, ledger.db-wal, 28, full",
        "write, ledger.db-wal, 5, disk I/O error",
        "sync, ledger.db-wal, 5, disk I/O error",
    })
    void a_record_that_cannot_be_written_is_told_and_nothing_leaves(String call, String file, int errno, String why)
            throws Exception {
        fails(call, file, errno, "could not be archived to the end", why, "Nothing is lost", "run it again");

        assertThat(archived.count("SELECT min(idx) FROM journal")).isZero();
        goesOn();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "write, ledger.db.anchor, 28, No space left on device",
        "sync, ledger.db.anchor, 5, Input/output error",
    })
    void nothing_leaves_before_the_anchor_has_the_record(String call, String file, int errno, String why)
            throws Exception {
        fails(call, file, errno, "could not be archived to the end", "the anchor could not be written", why);

        assertThat(archived.count("SELECT archived FROM ledger")).isEqualTo(size);
        assertThat(archived.count("SELECT min(idx) FROM journal")).isZero();
        goesOn();
    }

    @Test
    void entries_that_cannot_leave_yet_stay() throws Exception {
        fails("sync", "ledger.db.anchor", 5, "the anchor could not be written"); // what is written down is not moved
        fails("write", "ledger.db-wal", 28, "could not be archived to the end", "full", "run it again");
        fails("sync", "ledger.db-wal", 5, "could not be archived to the end", "disk I/O error", "run it again");

        assertThat(archived.count("SELECT min(idx) FROM journal")).isZero();
        goesOn();
    }

    @Test
    void a_file_whose_name_may_not_be_on_disk_is_synced_again_before_anything_leaves() throws Exception {
        fails("sync", "/archive", 5, "Input/output error");
        assertThat(archived.files.resolve(FILE)).exists();
        fails("sync", "/archive", 5, "Input/output error");
        fails("sync", FILE, 5, FILE + " could not be written: Input/output error");

        assertThat(archived.count("SELECT archived FROM ledger")).isZero();
        goesOn();
    }
}
