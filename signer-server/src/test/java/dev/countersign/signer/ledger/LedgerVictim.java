package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.TestBundles;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// A process that signs with eight threads, as a server does but with made-up signatures, and tells on
/// standard output what it was asked (`asked 7`), what it answered (`answered 7 HASH`), what a limit
/// refused (`refused 7`), and any other failure (`broken WHY`), until it is killed.
final class LedgerVictim {

    /// What a limit lets out in its window: about fifty payments, fewer than the slowest machine could sign.
    static final Duration WINDOW = Duration.ofSeconds(4);

    static final long MOST = 2_500;

    private static final int THREADS = 8;
    private static final int NUMBERS_A_ROUND = 1_000_000;
    private static final long HSM_NANOS = 3_000_000;

    private final Ledger ledger;
    private final Grant grant;
    private final Queue<Integer> again;

    private LedgerVictim(Ledger ledger, Grant grant, Queue<Integer> again) {
        this.ledger = ledger;
        this.grant = grant;
        this.again = again;
    }

    /// Signs in the ledger `arguments[0]` as round `arguments[1]`, 1 or more: each has a policy and numbers of its own.
    /// The file `arguments[2]` has the numbers that got no answer before, a line each.
    public static void main(String[] arguments) throws Exception {
        var round = Integer.parseInt(arguments[1]);
        var grant = grant(round);
        var again = new ConcurrentLinkedQueue<Integer>();
        Files.readAllLines(Path.of(arguments[2])).forEach(number -> again.add(Integer.valueOf(number)));
        var ledger = SqlLedger.open(settings(Path.of(arguments[0])), TimeSource.system(), "victim");
        ledger.activate(grant.bundle());
        var victim = new LedgerVictim(ledger, grant, again);
        for (var i = 0; i < THREADS; i++) {
            var first = round * NUMBERS_A_ROUND + i * (NUMBERS_A_ROUND / THREADS);
            Thread.ofPlatform().start(() -> victim.signFrom(first));
        }
    }

    static LedgerSettings settings(Path database) {
        return new LedgerSettings(
                new SqliteEngine(database), TestAnchors.of(database), "test", Duration.ofHours(1), false);
    }

    /// Under the policy of a round.
    static Grant grant(int round) throws Refused {
        var key = TestGrants.ethHot();
        return TestBundles.bundle(round, key).grant(TestGrants.HOT_WALLET, key.id());
    }

    static Payment payment(Grant grant, int number) {
        return Payment.of(grant, "r" + number, amount(number), number).limited(limit());
    }

    static long amount(int number) {
        return 1 + number * 31L % 97;
    }

    /// Answers as a server does: with what was settled before, if it was.
    ///
    /// @return SHA-256 of the signed payload, hex
    static String sign(Ledger ledger, Payment payment) throws Refused {
        var earlier = ledger.find(TestGrants.HOT_WALLET, payment.request());
        if (earlier.isPresent()) {
            return hash(earlier.get());
        }
        var reservation = ledger.reserve(payment.request(), payment.approved());
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(HSM_NANOS)); // the HSM takes its time, too
        return hash(ledger.settle(reservation, payment.signatures()));
    }

    private static MeteredLimit limit() {
        return Payment.limit(Limit.Scope.KEY, new Quantity.Units(Payment.USDC), WINDOW, MOST);
    }

    static String hash(Settled settled) {
        return Digest32.sha256(settled.payload().content().toByteArray()).hex();
    }

    private void signFrom(int first) {
        for (var next = first; ; next++) {
            var number = Optional.ofNullable(again.poll()).orElse(next);
            say("asked " + number);
            try {
                say("answered " + number + " " + sign(ledger, payment(grant, number)));
            } catch (Refused refused) {
                var limit = refused.reason() == Reason.LIMIT_EXCEEDED;
                say(limit ? "refused " + number : "broken " + refused.getMessage());
                LockSupport.parkNanos(HSM_NANOS);
            } catch (RuntimeException | Error broken) {
                say("broken " + broken);
                return;
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
