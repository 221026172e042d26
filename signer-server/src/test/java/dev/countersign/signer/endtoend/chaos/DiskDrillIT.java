package dev.countersign.signer.endtoend.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.client.RetrySettings;
import dev.countersign.client.SigningClient;
import dev.countersign.client.Unavailable;
import dev.countersign.signer.endtoend.ServerProcess;
import dev.countersign.signer.endtoend.Withdrawals;
import dev.countersign.softhsm.FaultyDisk;
import dev.countersign.v1.Reason;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a whole server makes of a disk that fails when it starts, and while it serves.
/// [dev.countersign.signer.ledger]'s
/// own drill has more ways to fail while it serves.
class DiskDrillIT {

    private static final int LEDGER_UNUSABLE = 74;
    private static final BigInteger MILLI_ETHER = BigInteger.TEN.pow(15);
    private static final BigInteger EACH = MILLI_ETHER.add(BigInteger.valueOf(21_000 * 40_000_000_000L));

    private final Path folder;
    private final FaultyDisk disk;

    DiskDrillIT(@TempDir Path temporary) {
        folder = temporary.resolve("dev");
        disk = FaultyDisk.in(temporary);
    }

    @BeforeEach
    void init() throws Exception {
        ServerProcess.init(folder, policy -> policy);
    }

    @Test
    void a_sync_that_fails_is_not_tried_again_and_the_next_server_knows_everything() throws Exception {
        var during = Withdrawals.eth("during", 1, MILLI_ETHER);
        var after = Withdrawals.eth("after", 2, MILLI_ETHER);
        SignResponse before;
        try (var server = ServerProcess.start(folder, disk.environment());
                var client = impatient(server)) {
            before = client.sign(Withdrawals.eth("before", 0, MILLI_ETHER));
            disk.failOnce("sync", "ledger.db-wal", FaultyDisk.EIO);

            assertStopped(client, during);
            assertThat(disk.struck()).isTrue(); // and from now on the disk is well
            assertStopped(client, after);
            assertStopped(client, Withdrawals.eth("before", 0, MILLI_ETHER)); // what is on disk is not known
            assertThat(server.monitoring("/ready").statusCode()).isEqualTo(503);
            assertThat(server.log()).contains("the ledger stopped", "then restart the server");
        }
        try (var server = ServerProcess.start(folder);
                var client = impatient(server)) {
            assertThat(client.getRequest("before").getResponse()).isEqualTo(before);
            client.sign(during);
            client.sign(after);
            assertCharged(client, 3);
        }
    }

    /// The server before was killed, so that the start finds a log to put into the database.
    @Test
    void a_start_on_a_disk_that_fails_is_refused_and_says_what_to_do() throws Exception {
        SignResponse before;
        try (var server = ServerProcess.start(folder);
                var client = impatient(server)) {
            before = client.sign(Withdrawals.eth("before", 0, MILLI_ETHER));
            server.kill();
        }
        disk.failAlways(List.of("open"), "ledger.db", FaultyDisk.EROFS);
        assertStartRefused("ledger.db or its folder is read-only", "bring it in order first");
        disk.failAlways(List.of("open"), "ledger.anchor", FaultyDisk.EROFS);
        assertStartRefused("the anchor", "ledger.anchor cannot be used", "Read-only file system", "bring its disk");
        disk.failOnce("sync", "ledger.db", FaultyDisk.EIO); // the log of the killed server goes into the database
        assertStartRefused("ledger.db cannot be used", "disk I/O error", "check its disk");
        disk.failAlways(List.of("write"), "ledger.db-wal", FaultyDisk.ENOSPC);
        assertStartRefused("ledger.db cannot be used", "full", "check its disk and the room on it");
        disk.failOnce("sync", "ledger.anchor", FaultyDisk.EIO);
        assertStartRefused("cannot be used", "the anchor could not be written: Input/output error", "check its disk");

        try (var server = ServerProcess.start(folder, disk.environment());
                var client = impatient(server)) {
            assertThat(client.getRequest("before").getResponse()).isEqualTo(before);
            client.sign(Withdrawals.eth("after", 1, MILLI_ETHER));
            assertCharged(client, 2);
        }
        assertThat(ServerProcess.verifyJournal(folder).output()).contains("journal verified");
    }

    private void assertStartRefused(String... words) throws Exception {
        var configuration = folder.resolve("server.yaml").toString();
        var builder = new ProcessBuilder(ServerProcess.command("serve", "--config", configuration));
        builder.environment().putAll(disk.environment());
        var process = builder.redirectErrorStream(true).start();
        // one that serves all the same must not hold the test: killed, its exit code is another
        var _ = process.onExit().orTimeout(60, TimeUnit.SECONDS).exceptionally(_ -> process.destroyForcibly());
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(LEDGER_UNUSABLE);
        assertThat(said.lines().filter(line -> line.startsWith("error: ")))
                .singleElement()
                .asString()
                .contains(words);
        disk.mend();
    }

    private static void assertStopped(SigningClient client, SignRequest request) {
        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> client.sign(request))
                .withMessageContaining("then restart the server")
                .satisfies(unavailable -> assertThat(unavailable.reason()).contains(Reason.REASON_LEDGER_UNAVAILABLE));
    }

    private static void assertCharged(SigningClient client, int payments) {
        var day = client.getHeadroom("eth-hot").getLimitsList().stream()
                .filter(limit -> limit.getLimitId().equals("eth-day"))
                .findFirst()
                .orElseThrow();
        assertThat(new BigInteger(day.getUsed())).isEqualTo(EACH.multiply(BigInteger.valueOf(payments)));
    }

    private static SigningClient impatient(ServerProcess server) throws Exception {
        return SigningClient.connect(server.settings("hot-wallet").withRetry(RetrySettings.none()));
    }
}
