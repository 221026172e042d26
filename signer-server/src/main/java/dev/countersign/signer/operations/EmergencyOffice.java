package dev.countersign.signer.operations;

import dev.countersign.signer.authentication.ClientRate;
import dev.countersign.signer.authentication.Operator;
import dev.countersign.signer.authentication.Role;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.LeverRegister.Pull;
import dev.countersign.signer.ledger.lever.PulledLever;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where operators pull levers while the server serves. One of them is enough, because a lever only ever
/// tightens. Every command is logged, and one that pulls something is an entry of the journal.
/// Thread-safe.
public final class EmergencyOffice {

    private static final Logger log = LoggerFactory.getLogger(EmergencyOffice.class);

    /// Each is an entry of the journal, and is held against every request for as long as it stands.
    private static final int A_SECOND = 1;

    private static final int AT_ONCE = 50;

    private final Supplier<PolicyBundle> policies;
    private final Ledger ledger;
    private final ClientRate rate = new ClientRate(A_SECOND, AT_ONCE, System::nanoTime);

    /// A command: its id, by which it is known again, and why it is given.
    public record Command(String id, String reason) {}

    /// What was pulled.
    ///
    /// @param known the policy that decides names what is stopped; false may be a slip of the hand
    public record Pulled(PulledLever lever, boolean known) {}

    /// @param policies the policy that decides now, for its names
    public EmergencyOffice(Supplier<PolicyBundle> policies, Ledger ledger) {
        this.policies = policies;
        this.ledger = ledger;
    }

    /// What is in force, in the order in which it was pulled.
    ///
    /// @throws Refused ROLE_MISSING without the role `observe`
    public List<PulledLever> inForce(Operator operator) throws Refused {
        operator.require(Role.OBSERVE);
        return ledger.levers().standing().inForce(ledger.now());
    }

    /// Has nothing more signed, and nothing that was signed given out again, of what is named.
    ///
    /// @param scope what is named
    /// @param name as the policy writes it, or a public key in hex, a SPIFFE ID, a CAIP-19 id; ignored
    ///     for everything
    /// @throws Refused ROLE_MISSING without the role `tighten`, RATE_EXCEEDED, MALFORMED_REQUEST if the
    ///     name is of no form
    public Pulled freeze(Operator operator, Command command, LeverNames.Scope scope, String name) throws Refused {
        return pull(operator, command, "freeze " + scope.word() + " " + name, names -> names.freeze(scope, name));
    }

    /// Has nothing more signed for a client that is out for good.
    ///
    /// @param name as [#freeze] takes it
    /// @throws Refused as [#freeze]
    public Pulled revoke(Operator operator, Command command, String name) throws Refused {
        return pull(operator, command, "revoke client " + name, names -> new Lever.RevokeClient(names.client(name)));
    }

    /// Tightens every limit for a while.
    ///
    /// @throws Refused as [#freeze]
    public Pulled brake(Operator operator, Command command, Brake brake, Duration length) throws Refused {
        require(operator);
        return tell(operator, command, "brake " + brake.percent() + "% for " + length, () -> {
            Function<Instant, Lever> lever = at -> new Lever.PullBrake(brake, at.plus(length));
            return new Pulled(ledger.levers().pull(pulled(operator, command), lever), true);
        });
    }

    private interface Naming {

        Lever lever(LeverNames names) throws Refused;
    }

    private Pulled pull(Operator operator, Command command, String what, Naming naming) throws Refused {
        require(operator);
        return tell(operator, command, what, () -> {
            var names = new LeverNames(policies.get());
            var lever = naming.lever(names);
            return new Pulled(ledger.levers().pull(pulled(operator, command), _ -> lever), names.know(lever));
        });
    }

    private void require(Operator operator) throws Refused {
        operator.require(Role.TIGHTEN);
        if (!rate.take(new Client(operator.spiffeId()))) {
            throw new Refused(Reason.RATE_EXCEEDED, "too many levers; freeze all, or pull the next one in a second");
        }
    }

    private static Pull pulled(Operator operator, Command command) {
        return new Pull(operator.spiffeId(), command.id(), command.reason());
    }

    private interface Action {

        Pulled run() throws Refused;
    }

    private static Pulled tell(Operator operator, Command command, String what, Action action) throws Refused {
        try {
            var pulled = action.run();
            tell(operator, command, what, "entry " + pulled.lever().index());
            return pulled;
        } catch (Refused refused) {
            tell(operator, command, what, refused.reason().name());
            throw refused;
        }
    }

    private static void tell(Operator operator, Command command, String what, String outcome) {
        log.atWarn()
                .addKeyValue("operator", operator)
                .addKeyValue("action", what)
                .addKeyValue("reason", command.reason())
                .addKeyValue("outcome", outcome)
                .log("an operator's command");
    }
}
