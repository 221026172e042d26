package dev.countersign.signer.operations;

import dev.countersign.signer.authentication.Operator;
import dev.countersign.signer.authentication.Role;
import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.hsm.TokenStatus.State;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What operators do to tokens: look, take one out of service, take it back. Every command that changes something, and
/// every one that is refused, is logged with who gave it. Thread-safe; callers wait, so they should be virtual threads.
public final class Maintenance {

    private static final Logger log = LoggerFactory.getLogger(Maintenance.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Hsm hsm;

    public Maintenance(Hsm hsm) {
        this.hsm = hsm;
    }

    /// Takes a token out of service.
    ///
    /// @param token its label
    /// @param reason for whoever reads the record, one line
    /// @param evenIfLast also if no other token serves
    public record Drain(String token, String reason, boolean evenIfLast) {}

    /// Takes a drained token back.
    ///
    /// @param token its label
    /// @param reason for whoever reads the record, one line
    public record Resume(String token, String reason) {}

    /// Every token, in the order of the configuration.
    ///
    /// @throws Refused ROLE_MISSING without the role `observe`
    public List<TokenStatus> tokens(Operator operator) throws Refused {
        try {
            operator.require(Role.OBSERVE);
        } catch (Refused refused) {
            tell(operator, "list", "", "", refused.reason().name());
            throw refused;
        }
        return hsm.tokens();
    }

    /// Has the token take nothing new, and waits until it has finished what it had.
    ///
    /// @param patience how long to wait for that; the token stays drained beyond it
    /// @return the token then, which may have requests still
    /// @throws Refused ROLE_MISSING without the role `maintain`, TOKEN_UNKNOWN, or LAST_TOKEN if no other token
    ///     serves and the command does not accept that
    public TokenStatus drain(Operator operator, Drain command, Duration patience) throws Refused {
        var token = command.token();
        act(operator, "drain", token, command.reason(), () -> {
            if (!command.evenIfLast() && !drained(status(token)) && !anotherServes(token)) {
                throw new Refused(
                        Reason.LAST_TOKEN,
                        "no token beside '" + token + "' serves, so nothing would be signed;"
                                + " resume another first, or accept the outage");
            }
            return hsm.drain(token);
        });
        return await(token, patience, Maintenance::finished);
    }

    /// Has a drained token opened anew, and waits until it serves.
    ///
    /// @param patience how long to wait for that; the token goes on recovering beyond it
    /// @return the token then
    /// @throws Refused ROLE_MISSING without the role `maintain`, or TOKEN_UNKNOWN
    public TokenStatus resume(Operator operator, Resume command, Duration patience) throws Refused {
        var token = command.token();
        act(operator, "resume", token, command.reason(), () -> hsm.resume(token));
        return await(token, patience, status -> status.state() == State.SERVING || status.state() == State.PIN_REFUSED);
    }

    /// True if a token that was taken out has nothing to do any more, and no session open.
    public static boolean finished(TokenStatus status) {
        return drained(status)
                && status.lanes().values().stream()
                        .allMatch(lane -> lane.open() + lane.busy() + lane.hung() + lane.waiting() == 0);
    }

    private interface Action {
        boolean run() throws Refused;
    }

    /// One command at a time, so that two operators never drain the last two tokens at once.
    private synchronized void act(Operator operator, String name, String token, String reason, Action action)
            throws Refused {
        try {
            operator.require(Role.MAINTAIN);
            if (!action.run()) {
                throw unknown(token);
            }
        } catch (Refused refused) {
            tell(operator, name, token, reason, refused.reason().name());
            throw refused;
        }
        tell(operator, name, token, reason, "done");
    }

    private static void tell(Operator operator, String action, String token, String reason, String outcome) {
        log.atWarn()
                .addKeyValue("operator", operator)
                .addKeyValue("action", action)
                .addKeyValue("token", token)
                .addKeyValue("reason", reason)
                .addKeyValue("outcome", outcome)
                .log("an operator's command");
    }

    private TokenStatus await(String token, Duration patience, Predicate<TokenStatus> reached) throws Refused {
        var start = System.nanoTime();
        var status = status(token);
        while (!reached.test(status) && System.nanoTime() - start < patience.toNanos()) {
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return status;
            }
            status = status(token);
        }
        return status;
    }

    private TokenStatus status(String token) throws Refused {
        return hsm.tokens().stream()
                .filter(status -> status.label().equals(token))
                .findFirst()
                .orElseThrow(() -> unknown(token));
    }

    private boolean anotherServes(String token) {
        return hsm.tokens().stream()
                .anyMatch(status ->
                        status.state() == State.SERVING && !status.label().equals(token));
    }

    private static boolean drained(TokenStatus status) {
        return status.state() == State.DRAINED;
    }

    private Refused unknown(String token) {
        var labels = hsm.tokens().stream().map(TokenStatus::label).toList();
        return new Refused(Reason.TOKEN_UNKNOWN, "no token is labelled '" + token + "'; there are " + labels);
    }
}
