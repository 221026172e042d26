package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.countersign.client.RetrySettings;
import dev.countersign.client.SigningClient;
import dev.countersign.client.Unavailable;
import dev.countersign.v1.Reason;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The token, and then the disk, are taken from a running server and given back.
class OutageIT {

    private static final BigInteger MILLI_ETHER = BigInteger.TEN.pow(15);
    private static final BigInteger EACH =
            MILLI_ETHER.add(BigInteger.valueOf(21_000 * 40L).multiply(Withdrawals.GWEI));

    private final Path folder;

    OutageIT(@TempDir Path temporary) {
        folder = temporary.resolve("dev");
    }

    @BeforeEach
    void init() throws Exception {
        ServerProcess.init(folder, policy -> policy);
    }

    @Test
    void without_its_token_the_server_signs_nothing_says_so_and_charges_once_in_the_end() throws Exception {
        var during = Withdrawals.eth("during", 1, MILLI_ETHER);
        var asleep = Withdrawals.eth("asleep", 2, MILLI_ETHER);
        try (var server = ServerProcess.start(folder);
                var client = impatient(server)) {
            client.sign(Withdrawals.eth("before", 0, MILLI_ETHER));
            Files.move(folder.resolve("tokens"), folder.resolve("tokens.away"));

            assertNotServing(server); // nobody had asked for a signature: the server noticed by itself
            assertUnavailable(client, during, Reason.REASON_HSM_UNAVAILABLE);
            assertUnavailable(client, asleep, Reason.REASON_HSM_UNAVAILABLE);
            assertThat(server.monitoring("/metrics").body())
                    .contains("countersign_hsm_ready 0.0", "state=\"recovering\"");
            assertThat(used(client)).isEqualTo(EACH);

            Files.move(folder.resolve("tokens.away"), folder.resolve("tokens"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> server.health() == ServingStatus.SERVING); // with no restart
            assertThat(client.sign(during)).isEqualTo(client.sign(during));
            client.sign(asleep);
            assertThat(used(client)).isEqualTo(EACH.multiply(BigInteger.valueOf(3)));
        }
        assertJournalVerifies();
    }

    @Test
    void without_room_on_the_disk_the_server_signs_nothing_says_so_and_loses_nothing() throws Exception {
        var answered = new ArrayList<SignResponse>();
        var unanswered = new ArrayList<SignRequest>();
        try (var server = ServerProcess.start(folder);
                var client = impatient(server)) {
            answered.add(client.sign(Withdrawals.eth("disk-0", 0, MILLI_ETHER)));
            limitFileSizes(server);
            for (var i = 1; unanswered.isEmpty() && i < 500; i++) {
                sign(client, Withdrawals.eth("disk-" + i, i, MILLI_ETHER), answered, unanswered);
            }
            assertThat(unanswered).hasSize(1);

            assertNotServing(server);
            assertUnavailable(client, unanswered.getFirst(), Reason.REASON_LEDGER_UNAVAILABLE);
            assertThat(server.monitoring("/metrics").body()).contains("countersign_ledger_ready 0.0");
        }
        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            for (var i = 0; i < answered.size(); i++) {
                assertThat(client.getRequest("disk-" + i).getResponse()).isEqualTo(answered.get(i));
            }
            client.sign(unanswered.getFirst());
            assertThat(used(client)).isEqualTo(EACH.multiply(BigInteger.valueOf(answered.size() + 1)));
        }
        assertJournalVerifies();
    }

    private static void sign(
            SigningClient client, SignRequest request, List<SignResponse> answered, List<SignRequest> unanswered) {
        try {
            answered.add(client.sign(request));
        } catch (Unavailable unavailable) {
            assertThat(unavailable.reason()).contains(Reason.REASON_LEDGER_UNAVAILABLE);
            unanswered.add(request);
        }
    }

    /// The disk is full, as far as the running server can tell: the kernel refuses to let its files grow.
    private void limitFileSizes(ServerProcess server) throws Exception {
        var most = Files.size(folder.resolve("ledger.db-wal")) + 20_000;
        var prlimit = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(server.pid()), "--fsize=" + most + ":" + most)
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }

    private static SigningClient impatient(ServerProcess server) throws Exception {
        return SigningClient.connect(server.settings("hot-wallet").withRetry(RetrySettings.none()));
    }

    private static void assertNotServing(ServerProcess server) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(server.health()).isEqualTo(ServingStatus.NOT_SERVING);
            assertThat(server.monitoring("/ready").statusCode()).isEqualTo(503);
        });
    }

    private static void assertUnavailable(SigningClient client, SignRequest request, Reason reason) {
        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> client.sign(request))
                .satisfies(unavailable -> assertThat(unavailable.reason()).contains(reason));
    }

    private static BigInteger used(SigningClient client) {
        return client.getHeadroom("eth-hot").getLimitsList().stream()
                .filter(limit -> limit.getLimitId().equals("eth-day"))
                .map(limit -> new BigInteger(limit.getUsed()))
                .findFirst()
                .orElseThrow();
    }

    private void assertJournalVerifies() throws Exception {
        assertThat(ServerProcess.verifyJournal(folder).output()).contains("journal verified");
    }
}
