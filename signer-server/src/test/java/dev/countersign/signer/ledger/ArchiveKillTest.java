package dev.countersign.signer.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.journal.archive.ArchiveFolder;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.ledger.postgres.Relay;
import dev.countersign.signer.ledger.postgres.TestPostgres;
import dev.countersign.softhsm.FaultyDisk;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An archiving whose process is killed (SIGKILL) at any moment loses no entry: each is in the database or in a file
/// that verifies, and the next one goes on.
class ArchiveKillTest {

    private static final int KILLS = Integer.getInteger("countersign.chaos.kills", 8);
    private static final Duration AT_MOST = Duration.ofMinutes(Long.getLong("countersign.chaos.minutes", 600));
    private static final long SEED = Long.getLong("countersign.chaos.seed", 1);

    /// Checkpoints of a ledger, and payments before each. In every second ledger there are more before one of
    /// them, which leave in several transactions.
    private static final int CHECKPOINTS = 60;
    private static final int PAYMENTS = 4;
    private static final int PAYMENTS_OF_A_LARGE_FILE = 2_600;

    private static final int MOST_FILES = 8; // that a process gets done at most before it is killed
    private static final Duration STEP = Duration.ofMillis(4);
    private static final long START_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    @TempDir
    private Path path;

    private final Random random = new Random(SEED);
    private final Map<String, Integer> left = new TreeMap<>();
    private int ledgers;
    private int kills;
    private long payments;

    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"SQLITE", "POSTGRES"})
    void whenever_an_archiving_is_killed_every_entry_is_there_and_the_next_one_goes_on(Place place) throws Exception {
        System.out.println("archive chaos: seed " + SEED);
        var disk = FaultyDisk.in(path);
        // so that a kill finds each step
        disk.delay("sync", List.of("unfinished", ".jsonl", "archive", "ledger.db-wal", "ledger.db.anchor"), STEP);
        if (place == Place.SQLITE) {
            kill(place, disk, OptionalInt.empty());
        } else {
            try (var way = Relay.to(TestPostgres.server().port())) {
                way.delay(STEP);
                kill(place, disk, OptionalInt.of(way.port()));
            }
        }
        System.out.printf(
                "archive chaos: on %s %d kills of processes that archived %d ledgers; they left %s%n",
                place, kills, ledgers, left);
    }

    private void kill(Place place, FaultyDisk disk, OptionalInt port) throws Exception {
        for (var end = System.nanoTime() + AT_MOST.toNanos(); kills < KILLS && System.nanoTime() - end < 0; ) {
            ledgers++;
            try (var archived = new ArchivedFolder(place, Files.createDirectory(path.resolve("ledger-" + ledgers)))) {
                fill(archived);
                var size = archived.folder.ledger.head().size();
                var before = archived.bytes();
                while (kills < KILLS && killed(archived, port, disk)) {
                    kills++;
                    left.merge(state(archived), 1, Integer::sum);
                    requireVerified(archived);
                }
                stop(archived);
                assertThat(ArchiveVictim.start(archived, port, Map.of()).waitFor())
                        .as(log(archived))
                        .isZero();
                assertThat(archived.count("SELECT archived FROM ledger")).isEqualTo(size);
                assertThat(archived.count("SELECT min(idx) FROM journal")).isEqualTo(size);
                assertThat(archived.files.resolve("unfinished")).doesNotExist();
                assertThat(new ArchiveFolder(archived.files).complete()).hasSize(CHECKPOINTS);
                requireVerified(archived);
                assertThat(archived.bytes().subList(0, before.size())).isEqualTo(before);
            }
        }
    }

    /// Each piece of its journal ends with a checkpoint, and so makes a file.
    private void fill(ArchivedFolder archived) throws Exception {
        var large = ledgers % 2 == 0 ? random.nextInt(CHECKPOINTS) : -1;
        for (var piece = 0; piece < CHECKPOINTS; piece++) {
            sign(archived, piece == large ? PAYMENTS_OF_A_LARGE_FILE : PAYMENTS);
            archived.checkpoint();
        }
    }

    private void sign(ArchivedFolder archived, int count) throws Exception {
        var calls = new ArrayList<Callable<Settled>>();
        for (var i = 0; i < count; i++) {
            payments++;
            var payment = Payment.of(archived.folder.grant, "r" + payments, 1, payments);
            calls.add(() -> archived.folder.sign(payment));
        }
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var call : callers.invokeAll(calls)) {
                assertThat(call.get()).isNotNull();
            }
        }
    }

    /// @return false if it had done everything before
    private boolean killed(ArchivedFolder archived, OptionalInt port, FaultyDisk disk) throws Exception {
        stop(archived);
        var victim = ArchiveVictim.start(archived, port, disk.environment());
        if (kills % 4 == 3) {
            LockSupport.parkNanos(random.nextLong(START_NANOS)); // the moment is the test
        } else {
            LockSupport.parkNanos(random.nextLong(listen(victim, 1 + random.nextInt(MOST_FILES))));
        }
        victim.toHandle().destroyForcibly();
        var exitCode = victim.waitFor();
        assertThat(log(archived).lines().filter(line -> !line.startsWith("WARN: ")))
                .isEmpty();
        return exitCode != 0;
    }

    /// Nodes on PostgreSQL serve on.
    private static void stop(ArchivedFolder archived) {
        if (archived.folder.engine instanceof SqliteEngine) {
            archived.folder.ledger.close();
        }
    }

    private static String log(ArchivedFolder archived) throws Exception {
        return Files.readString(ArchiveVictim.log(archived));
    }

    /// Until so many files are done.
    ///
    /// @return how long the last one took, nanoseconds: so long from now on the next one is under way
    private static long listen(Process victim, int files) throws Exception {
        var took = 1L;
        try (BufferedReader lines = victim.inputReader(UTF_8)) {
            var before = System.nanoTime();
            for (var file = 0; file < files && lines.readLine() != null; file++) {
                took = System.nanoTime() - before;
                before = System.nanoTime();
            }
        }
        return took;
    }

    /// Where it was.
    private static String state(ArchivedFolder archived) throws Exception {
        var boundary = archived.count("SELECT archived FROM ledger");
        var first = archived.count("SELECT min(idx) FROM journal");
        var folder = new ArchiveFolder(archived.files);
        if (folder.startingAt(boundary).isPresent()) {
            return "a file that is not written down";
        }
        if (first < boundary) {
            return folder.startingAt(first).isPresent() ? "a file that is written down" : "a file half moved";
        }
        return Files.exists(archived.files.resolve("unfinished")) ? "a file unfinished" : "nothing begun";
    }

    /// The ledger serves, and its database and files verify together, and the files alone.
    private void requireVerified(ArchivedFolder archived) throws Exception {
        if (archived.folder.engine instanceof SqliteEngine) {
            archived.folder.ledger = archived.folder.open(); // the anchor accepts what is there
        }
        sign(archived, 1);
        var report = archived.verify();
        assertThat(report.problems()).isEmpty();
        assertThat(report.head()).isEqualTo(archived.folder.ledger.head());
        if (archived.count("SELECT archived FROM ledger") > 0) {
            assertThat(archived.verifyFiles().problems()).isEmpty();
        }
    }
}
