package dev.countersign.signer.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.client.DeadlinePassed;
import dev.countersign.client.Unavailable;
import dev.countersign.v1.SignRequest;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/// What no server heals: a call hangs, and the token needs a C_Initialize, which that call forbids. The server says so,
/// ends with its own exit code, and the next one answers what it did not. Nothing is charged twice.
final class GivingUp {

    private static final int HSM_HANGS = 70;
    private static final Duration PATIENCE = Duration.ofMinutes(3); // the server has one
    private static final BigInteger ONE_USDC = BigInteger.valueOf(1_000_000);
    private static final int UNANSWERED = 3;

    private GivingUp() {}

    static Void run(Path made, Path folder) throws Exception {
        var callers = new Callers();
        var key = FaultyServer.KEYS.getFirst();
        try (var server = FaultyServer.start(made, folder, "cryptoki", 1)) {
            var unanswered = new ArrayList<SignRequest>();
            try (var client = Callers.connect(server.process())) {
                server.faulty().inject("C_Sign once hang");
                callers.settle(client, callers.newRequest(key, ONE_USDC)); // by another session
                server.faulty().inject("* gone=sticky");
                while (unanswered.size() < UNANSWERED) {
                    var request = callers.newRequest(key, ONE_USDC);
                    assertThatThrownBy(() -> client.sign(request))
                            .isInstanceOfAny(Unavailable.class, DeadlinePassed.class);
                    unanswered.add(request);
                }
            }
            assertThat(server.process().awaitExit(PATIENCE)).isEqualTo(HSM_HANGS);
            assertThat(server.process().log()).contains("GIVING UP, exit code 70", "only a new process");

            server.restart();
            try (var client = Callers.connect(server.process())) {
                unanswered.forEach(request -> callers.settle(client, request));
                var rest = FaultyServer.LIMIT - callers.signed().size();
                callers.settle(client, callers.newRequest(key, ONE_USDC.multiply(BigInteger.valueOf(rest))));
            }
        }
        ChaosJournal.read(folder).assertHolds(callers.signed());
        System.out.println("hsm chaos: a hang that forbids the only cure: exit code 70, and the next server answered");
        return null;
    }
}
