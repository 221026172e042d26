package dev.countersign.signer.operations;

import dev.countersign.signer.authentication.ClientRate;
import dev.countersign.signer.authentication.Operator;
import dev.countersign.signer.authentication.Role;
import dev.countersign.signer.bundle.Governance;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInForce;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.governance.Command;
import dev.countersign.signer.governance.CoolOff;
import dev.countersign.signer.governance.CoolOff.Reign;
import dev.countersign.signer.governance.Mandate;
import dev.countersign.signer.governance.SignedPolicy;
import dev.countersign.signer.governance.Succession;
import dev.countersign.signer.ledger.GovernedPolicy;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.PolicyStanding;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where policies and orders are handed in while the server serves. Who hands them in decides nothing: officers'
/// signatures do, and the ledger keeps what they decided. What is refused is journaled. Thread-safe; one change at a
/// time.
public final class PolicyOffice implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PolicyOffice.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /// A policy is a mebibyte to parse, and what is refused is an entry of the journal.
    private static final int A_SECOND = 1;

    private static final int AT_ONCE = 20;

    private final Succession succession;
    private final PolicyInForce inForce;
    private final Ledger ledger;
    private final Host host;
    private final Consumer<PolicyBundle> changed;
    private final ClientRate rate = new ClientRate(A_SECOND, AT_ONCE, System::nanoTime);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("policy-office").factory());
    private PolicyBundle active;
    private Optional<Instant> next = Optional.empty();
    private Optional<PolicyStanding> seen = Optional.empty();

    /// The server that policies decide for.
    public interface Host {
        /// Looks at a policy before it is taken in.
        ///
        /// @throws Refused POLICY_REFUSED if the server could not serve it
        void require(PolicyBundle bundle) throws Refused;

        /// Has the keys of these policies served.
        ///
        /// @param policies what decides, then what waits
        void serve(List<PolicyBundle> policies);
    }

    /// An office that is not open yet.
    ///
    /// @param inForce told of every change, after the ledger
    /// @param host asked before a policy is taken in; told of it afterwards, and once it decides
    /// @param changed told of every change, last
    public PolicyOffice(
            Succession succession, PolicyInForce inForce, Ledger ledger, Host host, Consumer<PolicyBundle> changed) {
        this.succession = succession;
        this.inForce = inForce;
        this.active = inForce.get();
        this.ledger = ledger;
        this.host = host;
        this.changed = changed;
    }

    /// Begins to look for what is due: a policy that waits, an address that is new no longer.
    public void start() throws Refused {
        follow(ledger.policies().activateDue());
        var every = LOOK_EVERY.toMillis();
        var _ = clock.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    /// What decides, and what waits.
    ///
    /// @throws Refused ROLE_MISSING without the role `observe`
    public PolicyStanding standing(Operator operator) throws Refused {
        operator.require(Role.OBSERVE);
        return ledger.policies().standing();
    }

    /// Hands in a policy that officers signed.
    ///
    /// @param content exactly what they signed
    /// @param signatures armored
    /// @return what decides and what waits now
    /// @throws Refused ROLE_MISSING without the role `propose`, RATE_EXCEEDED, POLICY_REFUSED, POLICY_UNSIGNED
    public PolicyStanding propose(Operator operator, Bytes content, List<String> signatures) throws Refused {
        return act(operator, "propose a policy", content, () -> {
            var signed = SignedPolicy.read("policy.yaml", content, signatures);
            if (active.governance().isEmpty()) {
                throw new Refused(
                        Reason.POLICY_REFUSED,
                        "the active policy has no officers; the first policy with officers comes by"
                                + " `countersign policy genesis` and a restart");
            }
            var endorsed = succession.successor(active, signed);
            host.require(endorsed.bundle());
            var standing = ledger.policies().accept(endorsed);
            host.serve(List.of(active, endorsed.bundle())); // found by the time that it decides
            return standing;
        });
    }

    /// Hands in an order of officers.
    ///
    /// @param order exactly what the officers signed
    /// @param signatures armored, one each
    /// @return what decides and what waits now
    /// @throws Refused ROLE_MISSING without the role `propose`, RATE_EXCEEDED, ORDER_REFUSED
    public PolicyStanding order(Operator operator, Bytes order, List<String> signatures) throws Refused {
        return act(operator, "give an order", order, () -> {
            var mandate = Mandate.of(succession.deployment(), active, order, signatures, ledger.now());
            return switch (mandate.order().command()) {
                case Command.Veto _ -> ledger.policies().veto(mandate);
                case Command.Unfreeze _ -> {
                    ledger.levers().lift(mandate);
                    yield ledger.policies().standing();
                }
                case Command.Resume _ ->
                    throw new Refused(
                            Reason.ORDER_REFUSED,
                            "a ledger is resumed where its server is stopped, by `countersign ledger resume`");
                case Command.Release _ -> {
                    ledger.levers().release(mandate);
                    yield ledger.policies().standing();
                }
            };
        });
    }

    private interface Change {
        PolicyStanding run() throws Refused, PolicyInvalid;
    }

    private synchronized PolicyStanding act(Operator operator, String what, Bytes given, Change change) throws Refused {
        operator.require(Role.PROPOSE);
        if (!rate.take(new Client(operator.spiffeId()))) {
            throw new Refused(
                    Reason.RATE_EXCEEDED, "too many policies and orders; hand the next one in a second later");
        }
        var digest = Digest32.sha256(given.toByteArray());
        next = Optional.of(Instant.EPOCH); // what cannot be followed at once is followed at the next look
        try {
            var standing = follow(change.run());
            tell(operator, what, digest, "done");
            return standing;
        } catch (PolicyInvalid invalid) {
            throw refused(operator, what, digest, new Refused(Reason.POLICY_REFUSED, first(invalid)));
        } catch (Refused refused) {
            throw refused(operator, what, digest, refused);
        }
    }

    private Refused refused(Operator operator, String what, Digest32 digest, Refused refused) throws Refused {
        tell(operator, what, digest, refused.reason().name());
        ledger.policies().refused(operator.spiffeId(), digest, refused.refusal());
        return refused;
    }

    private static String first(PolicyInvalid invalid) {
        var problems = invalid.problems();
        return "the policy does not load: " + problems.getFirst()
                + (problems.size() > 1 ? " (and " + (problems.size() - 1) + " more; `countersign policy check`)" : "");
    }

    private static void tell(Operator operator, String what, Digest32 digest, String outcome) {
        log.atWarn()
                .addKeyValue("operator", operator)
                .addKeyValue("action", what)
                .addKeyValue("digest", digest)
                .addKeyValue("outcome", outcome)
                .log("an operator's command");
    }

    /// Has what the ledger says decide, as far as it is not new.
    private PolicyStanding follow(PolicyStanding standing) throws Refused {
        if (standing.active().isEmpty()) {
            next = Optional.empty(); // nothing can follow it without a restart
        } else {
            var now = ledger.now();
            var policy = standing.active().get();
            var newest = newest(policy);
            var decides = CoolOff.at(now, reigns(newest, policy.effective(), now));
            if (!newest.digest().equals(active.digest())) {
                host.serve(List.of(newest)); // it says how, now
            }
            active = newest;
            next = Stream.of(standing.waiting().map(GovernedPolicy::effective), decides.until())
                    .flatMap(Optional::stream)
                    .min(Comparator.naturalOrder());
            become(decides.bundle());
        }
        seen = Optional.of(standing);
        return standing;
    }

    /// Between being taken in and being due a policy lies in the database, and is held against the officers again.
    private PolicyBundle newest(GovernedPolicy policy) throws Refused {
        if (policy.digest().equals(active.digest())) {
            return active;
        }
        var bundle = bundle(policy);
        succession.requireSuccessor(active, SignedPolicy.of(bundle, policy.content(), policy.signatures()));
        return bundle;
    }

    private void become(PolicyBundle bundle) {
        var before = inForce.get();
        inForce.become(bundle);
        if (!before.digest().equals(bundle.digest())) {
            changed.accept(bundle);
            log.atWarn()
                    .addKeyValue("policy_version", bundle.version())
                    .addKeyValue("policy_digest", bundle.digest())
                    .log("another policy decides");
        }
    }

    /// @param newest what was held against the officers; what it followed only tells what is new in it
    private List<Reign> reigns(PolicyBundle newest, Instant since, Instant now) throws Refused {
        var coolOff = newest.governance().map(Governance::coolOff).orElse(Duration.ZERO);
        var before = ledger.policies().decided(now.minus(coolOff)).stream()
                .skip(1)
                .map(policy -> new Reign(bundle(policy), policy.effective()));
        return Stream.concat(Stream.of(new Reign(newest, since)), before).toList();
    }

    /// What the ledger took in loads, or it was not written by us.
    private static PolicyBundle bundle(GovernedPolicy policy) {
        try {
            return new PolicyLoader().parse("policy.yaml", policy.content());
        } catch (PolicyInvalid e) {
            throw new IllegalStateException("the policy in the ledger does not load", e);
        }
    }

    private synchronized void look() {
        try {
            var now = ledger.now();
            var standing = ledger.policies().activateDue(); // what another node took in, too
            if (!seen.equals(Optional.of(standing))
                    || next.filter(due -> !now.isBefore(due)).isPresent()) {
                follow(standing);
            }
        } catch (Refused refused) {
            tell(refused);
        } catch (RuntimeException defect) {
            log.error("what is due could not be activated", defect); // thrown, it would end the looking
        }
    }

    private static void tell(Refused refused) {
        if (refused.reason() == Reason.LEDGER_UNAVAILABLE) {
            log.debug("the ledger tells it elsewhere, and the next look is near: {}", refused.getMessage());
        } else {
            log.error("the policy that is due is not followed, so nothing more is signed: {}", refused.getMessage());
        }
    }

    /// What waits goes on waiting, in the ledger.
    @Override
    public void close() {
        clock.shutdown();
    }
}
