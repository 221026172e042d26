package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.softhsm.FaultyDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A disk that fails one call of a ledger under load, and then is well again. The ledger ends its
/// service at once, tries nothing again, and says what to do; the next one knows everything that was
/// answered, and keeps every limit.
class LedgerDrillTest {

    private static final int ANSWERS_BEFORE = 20;
    private static final int ANSWERS_TOO_MANY = 60; // of one that goes on
    private static final int CALLS_AFTER = 200;
    private static final int ANSWERS_OF_THE_NEXT = 20;

    @ParameterizedTest(name = "{0} {1}: {3}")
    @CsvSource({
        "write, ledger.db-wal, 28, full",
        "write, ledger.db-wal, 30, disk I/O error",
        "sync, ledger.db-wal, 5, disk I/O error",
        "write, ledger.db.anchor, 28, No space left on device",
        "write, ledger.db.anchor, 30, Read-only file system",
        "sync, ledger.db.anchor, 5, Input/output error",
    })
    void one_call_that_fails_ends_the_service_and_loses_nothing(
            String call, String file, int errno, String why, @TempDir Path path) throws Exception {
        var disk = FaultyDisk.in(path);
        var victims = new VictimProcess(path, disk.environment());
        var failing = new AtomicBoolean();
        var victim = victims.listen(victims.start(), (answers, broken) -> {
            if (answers == ANSWERS_BEFORE && !failing.getAndSet(true)) {
                disk.failOnce(call, file, errno);
            }
            return broken.size() == CALLS_AFTER || answers == ANSWERS_TOO_MANY;
        });

        assertThat(disk.struck()).isTrue();
        assertThat(victim.broken())
                .hasSizeGreaterThanOrEqualTo(CALLS_AFTER)
                .allSatisfy(message -> assertThat(message)
                        .contains("LEDGER_UNAVAILABLE", "may not have reached the disk", why)
                        .contains("check the database's disk, the anchor's", "then restart the server"));

        var next = victims.listen(
                victims.start(), (answers, broken) -> answers == ANSWERS_OF_THE_NEXT || !broken.isEmpty());
        assertThat(next.served()).as(Files.readString(victims.log())).isTrue();
        assertThat(next.broken()).isEmpty();
        victims.settleEverything();
        victims.reckon();
    }
}
