package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.client.Refused;
import dev.countersign.client.SigningClient;
import dev.countersign.v1.Reason;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitRaceIT {

    private static final int CLIENTS = 64;
    private static final int ALLOWED = 7;

    @TempDir
    Path temporary;

    @Test
    void sixty_four_connections_race_for_a_limit_and_exactly_the_allowed_number_wins() throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(
                folder,
                policy -> policy.replace(
                        "asset: USDC, per: 24h, max: \"500000\"", "asset: USDC, per: 24h, max: \"" + ALLOWED + "\""));
        try (var server = ServerProcess.start(folder)) {
            var won = race(server);

            assertThat(won).isEqualTo(ALLOWED);
            try (var client = server.connect("hot-wallet")) {
                var day = client.getHeadroom("eth-hot").getLimitsList().stream()
                        .filter(limit -> limit.getLimitId().equals("usdc-day"))
                        .findFirst()
                        .orElseThrow();
                assertThat(day.getRemaining()).isEqualTo("0");
                assertThat(day.getUsed()).isEqualTo(ALLOWED + "000000");
            }
        }
    }

    private static long race(ServerProcess server) throws Exception {
        var clients = new ArrayList<SigningClient>();
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (var i = 0; i < CLIENTS; i++) {
                clients.add(server.connect("hot-wallet"));
            }
            var tasks = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> (Callable<Boolean>) () -> signsOneUsdc(clients.get(i), i))
                    .toList();
            var won = 0;
            for (var outcome : threads.invokeAll(tasks)) {
                won += outcome.get() ? 1 : 0;
            }
            return won;
        } finally {
            clients.forEach(SigningClient::close);
        }
    }

    private static boolean signsOneUsdc(SigningClient client, int i) {
        try {
            client.sign(Withdrawals.usdc("race-" + i, i, BigInteger.valueOf(1_000_000)));
            return true;
        } catch (Refused refused) {
            assertThat(refused.reason()).isEqualTo(Reason.REASON_LIMIT_EXCEEDED);
            return false;
        }
    }
}
