package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.softhsm.FaultyDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A ledger whose process is killed (SIGKILL), while it is opened or while it signs, has recorded, and
/// charged once, every answer that it gave; and no window holds more than its limit.
class LedgerKillTest {

    private static final int KILLS = Integer.getInteger("countersign.chaos.kills", 8);
    private static final Duration AT_MOST = Duration.ofMinutes(Long.getLong("countersign.chaos.minutes", 600));
    private static final long SEED = Long.getLong("countersign.chaos.seed", 1);
    private static final Duration WRITE = Duration.ofMillis(1);
    private static final int MOST_ANSWERS = 40;
    private static final long OPENING_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

    @TempDir
    private Path path;

    @Test
    void every_answer_of_a_killed_ledger_is_recorded_and_charged_once() throws Exception {
        System.out.println("ledger chaos: seed " + SEED);
        var random = new Random(SEED);
        var disk = FaultyDisk.in(path);
        // so that a kill finds commits half done, and answers before theirs
        disk.delay("write", List.of("ledger.db-wal"), WRITE);
        var victims = new VictimProcess(path, disk.environment());
        var whileOpening = 0;
        var kills = 0;
        for (var end = System.nanoTime() + AT_MOST.toNanos(); kills < KILLS && System.nanoTime() - end < 0; ) {
            kills++;
            whileOpening += kills % 4 == 0 ? killedAtAMoment(victims, random) : killedAfterAnswers(victims, random);
        }
        var atLast = victims.settleEverything();
        var inDoubt = victims.reckon().signed().values().stream()
                .filter(signed -> signed.attempts() > 1)
                .count();
        assertThat(victims.refusals()).isPositive();
        System.out.printf(
                "ledger chaos: %d kills, %d of them before it served; %d signed, each in the journal once; %d in doubt"
                        + " and settled; %d answered after the last kill; %d calls refused by a limit%n",
                kills, whileOpening, victims.answered().size(), inDoubt, atLast, victims.refusals());
    }

    /// @return 1 if it had not served yet
    private static int killedAtAMoment(VictimProcess victims, Random random) throws Exception {
        var victim = victims.start();
        LockSupport.parkNanos(random.nextLong(OPENING_NANOS)); // the moment is the test
        victim.toHandle().destroyForcibly();
        var life = victims.listen(victim, (_, _) -> false);
        assertThat(life.broken()).isEmpty();
        return life.served() ? 0 : 1;
    }

    private static int killedAfterAnswers(VictimProcess victims, Random random) throws Exception {
        var most = 1 + random.nextInt(MOST_ANSWERS);
        var life = victims.listen(victims.start(), (answers, broken) -> answers == most || !broken.isEmpty());
        assertThat(life.broken()).isEmpty();
        assertThat(life.served()).as(Files.readString(victims.log())).isTrue();
        return 0;
    }
}
