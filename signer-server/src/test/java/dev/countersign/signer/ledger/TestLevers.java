package dev.countersign.signer.ledger;

import dev.countersign.signer.ledger.LeverRegister.Pull;
import dev.countersign.signer.ledger.lever.PulledLever;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Refused;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

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

    private static Pull command() {
        return new Pull(OPERATOR, "c" + COMMANDS.getAndIncrement(), "a test");
    }
}
