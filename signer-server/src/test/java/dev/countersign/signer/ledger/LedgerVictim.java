package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.TestBundles;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Refused;
import java.nio.file.Path;
import java.time.Duration;

/// A process that signs with eight threads and tells each answer on standard output, until it is killed.
final class LedgerVictim {

    private LedgerVictim() {}

    /// Signs in the ledger `arguments[0]` as round `arguments[1]`, 1 or more: each has a policy and nonces of
    /// its own.
    public static void main(String[] arguments) throws Exception {
        var settings = new LedgerSettings(
                Path.of(arguments[0]), TestAnchors.of(Path.of(arguments[0])), "test", Duration.ofHours(1), false);
        var round = Integer.parseInt(arguments[1]);
        var key = TestGrants.ethHot();
        var grant = TestBundles.bundle(round, key).grant(TestGrants.HOT_WALLET, key.id());
        var ledger = SqliteLedger.open(settings, TimeSource.system(), "victim");
        ledger.activate(grant.bundle());
        for (var i = 0; i < 8; i++) {
            var first = round * 1_000_000 + i * 100_000;
            Thread.ofPlatform().start(() -> {
                for (var number = first; ; number++) {
                    var payment = Payment.of(grant, "r" + number, 1, number);
                    try {
                        ledger.settle(ledger.reserve(payment.request(), payment.approved()), payment.signatures());
                    } catch (Refused e) {
                        throw new IllegalStateException(e);
                    }
                    System.out.println("answered " + number);
                }
            });
        }
    }
}
