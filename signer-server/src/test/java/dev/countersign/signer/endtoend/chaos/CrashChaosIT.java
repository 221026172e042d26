package dev.countersign.signer.endtoend.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.client.SigningClient;
import dev.countersign.signer.endtoend.ServerProcess;
import dev.countersign.signer.endtoend.chaos.Crowd.Answer;
import dev.countersign.signer.endtoend.chaos.Crowd.Payment;
import dev.countersign.signer.ledger.Reckoning;
import dev.countersign.signer.ledger.Reckoning.Window;
import dev.countersign.signer.model.Digest32;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the server with SIGKILL at random moments under load, and has the journal and the clients' own books tell
/// what it still knew. Invariants 1, 2, 3 and 5 of docs/architecture.md.
class CrashChaosIT {

    private static final int KILLS = Integer.getInteger("countersign.chaos.kills", 6);
    private static final Duration AT_MOST = Duration.ofMinutes(Long.getLong("countersign.chaos.minutes", 600));
    private static final long SEED = Long.getLong("countersign.chaos.seed", 1);
    private static final int VERIFY_EVERY = 100;
    private static final String BUSY = "C_Sign delay_us=25000"; // so that a kill finds requests in the HSM

    private static final BigInteger COIN = BigInteger.TEN.pow(18);
    private static final BigInteger ETH_DAY = COIN.multiply(BigInteger.valueOf(2_000));
    private static final BigInteger USDC_MINUTE = BigInteger.valueOf(3_000_000);
    private static final BigInteger USDC_CLIENT = BigInteger.valueOf(2_000_000);
    private static final BigInteger ETH_FEE = BigInteger.valueOf(21_000 * 40_000_000_000L);
    private static final BigInteger USDC_FEE = BigInteger.valueOf(65_000 * 40_000_000_000L);
    private static final String ETH = "eip155:1/slip44:60";
    private static final String USDC = "eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48";

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<Window> WINDOWS = List.of(
            new Window(USDC, false, MINUTE, USDC_MINUTE),
            new Window(USDC, true, MINUTE, USDC_CLIENT),
            new Window(ETH, false, Duration.ofHours(24), ETH_DAY));

    @TempDir
    Path temporary;

    private final Random random = new Random(SEED);
    private final Crowd crowd = new Crowd();
    private final List<Duration> starts = new ArrayList<>();

    private static String policy(String made) {
        return made.replace("clients: [ hot-wallet ]", "clients: [ hot-wallet, reporting ]")
                .replace("per: transaction, max: \"10\"", "per: transaction, max: \"2000\"")
                .replace("per: 24h, max: \"25\"", "per: 24h, max: \"2000\"")
                .replace("max: \"1 ETH\"", "max: \"2000 ETH\"")
                .replaceFirst("( +)(- \\{ id: usdc-day.*)", """
                        $1- { id: usdc-minute, asset: USDC, per: 1m, max: "3" }
                        $1- { id: usdc-client, asset: USDC, per: 1m, max: "2", scope: client }
                        $1$2""");
    }

    @Test
    void killed_at_random_moments_it_forgets_nothing_and_exceeds_nothing() throws Exception {
        System.out.println("crash chaos: seed " + SEED);
        var made = temporary.resolve("made");
        ServerProcess.init(made, CrashChaosIT::policy);
        var folder = temporary.resolve("dev");
        try (var server = FaultyServer.start(made, folder, "sunpkcs11", 1)) {
            server.faulty().inject(BUSY);
            var end = System.nanoTime() + AT_MOST.toNanos();
            for (var kill = 1; kill <= KILLS && System.nanoTime() - end < 0; kill++) {
                killUnderLoad(server);
                if (kill % VERIFY_EVERY == 0) {
                    System.out.println("crash chaos: " + kill + " kills, "
                            + crowd.answers().size() + " signed");
                    requireVerified(folder);
                }
            }
            settleEverything(server.process());
        }
        requireVerified(folder);
        report(reckon(folder));
    }

    /// A start that the anchor or the database does not allow fails here.
    private void killUnderLoad(FaultyServer server) throws Exception {
        crowd.besiege(server.process());
        LockSupport.parkNanos(random.nextLong(50_000_000, 1_200_000_000)); // the moment of death is the test
        starts.add(server.killAndStart(crowd::disperse));
    }

    private void settleEverything(ServerProcess server) throws Exception {
        assertThat(crowd.cutOff()).as("calls that a kill cut off").isPositive();
        for (var name : Crowd.CLIENTS) {
            try (var client = Crowd.connect(server, name)) {
                crowd.askAgain(client, name);
                assertAnswersAreRemembered(client, name);
            }
        }
        try (var client = Crowd.connect(server, "hot-wallet")) {
            spendTheMinute(client);
            var rest = ETH_DAY.subtract(charged()).subtract(ETH_FEE);
            assertThat(crowd.sign(client, crowd.newPayment("hot-wallet", false, rest.add(BigInteger.ONE))))
                    .as("one wei more than the limit leaves")
                    .isFalse();
            assertThat(crowd.sign(client, crowd.newPayment("hot-wallet", false, rest)))
                    .as("exactly what the limit leaves")
                    .isTrue();
        }
    }

    /// However slow the machine was until now: not even three payments get through that are each half
    /// of what one client may send in a minute.
    private void spendTheMinute(SigningClient client) {
        var half = USDC_CLIENT.shiftRight(1);
        var signed = Stream.generate(() -> crowd.newPayment("hot-wallet", true, half))
                .limit(3)
                .filter(payment -> crowd.sign(client, payment))
                .count();
        assertThat(signed).isLessThan(3);
    }

    /// What the day's limit of ETH must have counted, by the clients' books: values and fees.
    private BigInteger charged() {
        return crowd.answers().keySet().stream()
                .map(payment -> payment.usdc() ? USDC_FEE : ETH_FEE.add(payment.units()))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private void assertAnswersAreRemembered(SigningClient client, String name) throws Exception {
        var checks = new ArrayList<Callable<Void>>();
        crowd.answers().forEach((payment, answer) -> {
            if (payment.client().equals(name)) {
                checks.add(() -> {
                    assertThat(client.sign(payment.request())).isEqualTo(answer.response());
                    return null;
                });
            }
        });
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var check : threads.invokeAll(checks)) {
                check.get();
            }
        }
    }

    private static void requireVerified(Path folder) throws Exception {
        assertThat(ServerProcess.verifyJournal(folder).output()).contains("journal verified");
    }

    private Reckoning reckon(Path folder) throws Exception {
        var journal = temporary.resolve("journal");
        ChaosJournal.write(folder, journal);
        var reckoning = new Reckoning(WINDOWS);
        try (var lines = Files.lines(journal, UTF_8)) {
            lines.forEach(reckoning::read);
        }
        assertThat(reckoning.offences()).isEmpty();
        assertThat(reckoning.inDoubt()).isEmpty();

        var answered = new HashMap<String, String>();
        crowd.answers().forEach((payment, answer) -> answered.put(name(payment), hash(answer)));
        var recorded = new HashMap<String, String>();
        reckoning.signed().forEach((name, signed) -> recorded.put(name, signed.payloadHash()));
        assertThat(answered).hasSameSizeAs(crowd.answers().keySet());
        assertThat(recorded).isEqualTo(answered);

        var usdc = new HashMap<Payment, Answer>();
        crowd.answers().forEach((payment, answer) -> {
            if (payment.usdc()) {
                usdc.put(payment, answer);
            }
        });
        assertThat(TrueWindow.most(usdc, MINUTE)).isPositive().isLessThanOrEqualTo(USDC_MINUTE);
        return reckoning;
    }

    private void report(Reckoning reckoning) {
        starts.sort(Comparator.naturalOrder());
        var settledLate = reckoning.signed().values().stream()
                .filter(signed -> signed.attempts() > 1)
                .count();
        System.out.printf(
                "crash chaos: %d kills cut off %d calls; %d signed, each in the journal once and remembered;"
                        + " %d in doubt and settled; %d calls refused by a limit; start p50 %d ms, p99 %d ms%n",
                starts.size(),
                crowd.cutOff(),
                crowd.answers().size(),
                settledLate,
                crowd.refusals(),
                starts.get(starts.size() / 2).toMillis(),
                starts.get(starts.size() * 99 / 100).toMillis());
    }

    private static String name(Payment payment) {
        return Reckoning.name(
                "spiffe://countersign.example/" + payment.client(),
                payment.request().getRequestId());
    }

    private static String hash(Answer answer) {
        return Digest32.sha256(answer.response().getSignedPayload().toByteArray())
                .hex();
    }
}
