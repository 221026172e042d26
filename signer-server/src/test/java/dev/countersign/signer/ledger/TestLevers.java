package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.ledger.LeverRegister.Pull;
import dev.countersign.signer.ledger.lever.PulledLever;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Charge;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Levers pulled by an operator of the tests.
public final class TestLevers {

    public static final String OPERATOR = "spiffe://firm.example/ops/alice";

    private static final AtomicInteger COMMANDS = new AtomicInteger();

    private TestLevers() {}

    public static PulledLever pull(Ledger ledger, Lever lever) throws Refused {
        return ledger.levers().pull(command(), _ -> lever);
    }

    public static PulledLever brake(Ledger ledger, int percent, Duration length) throws Refused {
        return ledger.levers().pull(command(), at -> new Lever.PullBrake(new Brake(percent), at.plus(length)));
    }

    /// True if one of `standing` stops a payment.
    static boolean stop(Stream<Lever> standing, Payment payment) {
        return stop(standing, payment.grant(), payment.approved().charges());
    }

    /// True if one of `standing` stops what a client has a key sign.
    static boolean stop(Stream<Lever> standing, Grant grant, List<Charge> charges) {
        var stoppers = new HashSet<>(Set.of(
                "freeze all",
                "freeze key " + grant.key().publicKey().hex(),
                "freeze client " + grant.client(),
                "revoke client " + grant.client()));
        charges.forEach(charge -> stoppers.add("freeze asset " + charge.amount().asset()));
        return standing.map(Lever::text).anyMatch(stoppers::contains);
    }

    /// The strongest brake of `standing` at a time.
    static Brake brake(Stream<Lever> standing, Instant now) {
        var percent = standing.filter(Lever.PullBrake.class::isInstance)
                .map(Lever.PullBrake.class::cast)
                .filter(lever -> now.isBefore(lever.until()))
                .mapToInt(lever -> lever.brake().percent())
                .min()
                .orElse(100);
        return new Brake(percent);
    }

    private static Pull command() {
        return new Pull(OPERATOR, "c" + COMMANDS.getAndIncrement(), "a test");
    }
}
