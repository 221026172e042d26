package dev.countersign.signer.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.audit.JournalVerifier;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.Reckoning.Window;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.io.BufferedReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;

/// A ledger that is served by one [LedgerVictim] after the other, and the books of its clients: what
/// they asked, and what they were answered.
final class VictimProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final Path database;
    private final Map<String, String> environment;
    private final Map<Integer, String> answered = new HashMap<>();
    private final Set<Integer> unanswered = new HashSet<>();
    private int round;
    private int refusals;

    /// A new ledger in `folder`.
    ///
    /// @param environment of the processes, beside this one's
    VictimProcess(Path folder, Map<String, String> environment) throws LedgerRefused {
        this.folder = folder;
        this.environment = environment;
        this.database = folder.resolve("ledger.db");
        SqlLedger.create(database, TestAnchors.of(database), "test");
    }

    Path database() {
        return database;
    }

    /// What got an answer, and which.
    Map<Integer, String> answered() {
        return answered;
    }

    /// How many calls a limit refused.
    int refusals() {
        return refusals;
    }

    /// What one victim said that was no answer.
    record Life(boolean served, List<String> broken) {}

    /// The next victim, which asks again what was not answered.
    Process start() throws Exception {
        round++;
        var again = folder.resolve("again");
        Files.write(again, unanswered.stream().map(String::valueOf).toList());
        return jvm(environment, LedgerVictim.class, database.toString(), Integer.toString(round), again.toString())
                .redirectError(log().toFile())
                .start();
    }

    /// A Java process with this one's classes, which starts quickly.
    ///
    /// @param environment beside this one's
    static ProcessBuilder jvm(Map<String, String> environment, Class<?> main, String... arguments) {
        var builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
        builder.command().addAll(List.of(arguments));
        builder.environment().putAll(environment);
        return builder;
    }

    /// What the victims logged.
    Path log() {
        return folder.resolve("victim.log");
    }

    /// Writes down what it says until it is dead.
    ///
    /// @param enough told how many answers were heard, and what broke; true kills it
    Life listen(Process victim, BiPredicate<Integer, List<String>> enough) throws Exception {
        var asked = new HashSet<Integer>();
        var askedBefore = Set.copyOf(unanswered);
        var broken = new ArrayList<String>();
        var heard = 0;
        try (BufferedReader lines = victim.inputReader(UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var words = line.split(" ", 3);
                switch (words[0]) {
                    case "asked" -> {
                        if (broken.isEmpty()) { // what is asked of a ledger that has stopped is given up
                            ask(Integer.parseInt(words[1]));
                            asked.add(Integer.parseInt(words[1]));
                        }
                    }
                    case "refused" -> refused(Integer.parseInt(words[1]), askedBefore);
                    case "answered" -> heard += answer(words, asked) ? 1 : 0;
                    default -> broken.add(line);
                }
                if (enough.test(heard, broken)) {
                    victim.toHandle().destroyForcibly(); // by its handle: what it had printed can still be read
                }
            }
        }
        victim.waitFor();
        return new Life(!asked.isEmpty(), broken);
    }

    private void ask(int number) {
        if (!answered.containsKey(number)) {
            unanswered.add(number);
        }
    }

    /// What was never asked before was never charged: its number is given up.
    private void refused(int number, Set<Integer> askedBefore) {
        refusals++;
        if (!askedBefore.contains(number)) {
            unanswered.remove(number);
        }
    }

    /// @param asked before anything broke: nothing that was asked later may be answered
    private boolean answer(String[] words, Set<Integer> asked) {
        if (words.length < 3 || words[2].length() != 64) {
            return false; // the last line may be cut off: what was not heard to the end is asked again
        }
        assertThat(asked).contains(Integer.valueOf(words[1]));
        answer(Integer.parseInt(words[1]), words[2]);
        return true;
    }

    private void answer(int number, String hash) {
        var before = answered.put(number, hash);
        assertThat(before).isIn(null, hash);
        unanswered.remove(number);
    }

    /// What got no answer gets one, as soon as the limit allows; what got one gets the same; and what is charged is
    /// what was signed.
    ///
    /// @return how many had got no answer
    int settleEverything() throws Exception {
        var late = List.copyOf(unanswered);
        var grant = LedgerVictim.grant(round + 1);
        try (var ledger = SqlLedger.open(LedgerVictim.settings(database), TimeSource.system(), "after")) {
            ledger.activate(grant.bundle());
            for (var number : late) {
                answer(number, patiently(ledger, LedgerVictim.payment(grant, number)));
            }
            for (var entry : answered.entrySet()) {
                var payment = LedgerVictim.payment(grant, entry.getKey());
                var found = ledger.find(TestGrants.HOT_WALLET, payment.request()); // signing again would hide a loss
                assertThat(found.map(LedgerVictim::hash))
                        .as(payment.requestId())
                        .contains(entry.getValue());
            }
            var day = ledger.headroom(List.of(Payment.perDay(Payment.USDC, 0), Payment.perDay(Payment.ETH, 0)));
            var charged =
                    answered.keySet().stream().mapToLong(LedgerVictim::amount).sum();
            assertThat(day)
                    .extracting(headroom -> headroom.used().longValueExact())
                    .containsExactly(charged, (long) answered.size());
        }
        return late.size();
    }

    private static String patiently(Ledger ledger, Payment payment) throws Refused {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return LedgerVictim.sign(ledger, payment);
            } catch (Refused refused) {
                if (refused.reason() != Reason.LIMIT_EXCEEDED || System.nanoTime() - end > 0) {
                    throw refused;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // the window moves on
            }
        }
    }

    /// The journal verifies, keeps every limit, and has as signed exactly what was answered.
    Reckoning reckon() throws Exception {
        var most = BigInteger.valueOf(LedgerVictim.MOST);
        var window = new Window(Payment.USDC.toString(), false, LedgerVictim.WINDOW, most);
        var reckoning = new Reckoning(List.of(window));
        try (var reader = SqlLedgerReader.open(new SqliteEngine(database))) {
            var report = new JournalVerifier().verify(reader, "test", Optional.empty());
            assertThat(report.problems()).isEmpty();
            reader.entries(0, entry -> reckoning.read(new String(entry.content().toByteArray(), UTF_8)));
        }
        assertThat(reckoning.offences()).isEmpty();
        assertThat(reckoning.inDoubt()).isEmpty();
        var recorded = new HashMap<String, String>();
        reckoning.signed().forEach((name, signed) -> recorded.put(name, signed.payloadHash()));
        var told = new HashMap<String, String>();
        answered.forEach((number, hash) -> told.put("spiffe://firm.example/hot-wallet r" + number, hash));
        assertThat(recorded).isEqualTo(told);
        return reckoning;
    }
}
