package dev.countersign.signer;

import dev.countersign.signer.audit.Notary;
import dev.countersign.signer.authentication.ClientAuthenticator;
import dev.countersign.signer.authentication.ClientRate;
import dev.countersign.signer.authentication.OperatorAuthenticator;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInForce;
import dev.countersign.signer.decode.TransactionDecoder;
import dev.countersign.signer.governance.Succession;
import dev.countersign.signer.governance.prices.PriceDesk;
import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.hsm.HsmSettings;
import dev.countersign.signer.hsm.pkcs11.Pkcs11Hsm;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.operations.EmergencyOffice;
import dev.countersign.signer.operations.Maintenance;
import dev.countersign.signer.operations.Metrics;
import dev.countersign.signer.operations.MetricsListener;
import dev.countersign.signer.operations.ObservationDesk;
import dev.countersign.signer.operations.PolicyMetrics;
import dev.countersign.signer.operations.PolicyOffice;
import dev.countersign.signer.operations.PriceOffice;
import dev.countersign.signer.operations.RequestLog;
import dev.countersign.signer.policy.PolicyEngine;
import dev.countersign.signer.signing.Admission;
import dev.countersign.signer.signing.Enquiries;
import dev.countersign.signer.signing.RefusalRecorder;
import dev.countersign.signer.signing.SigningService;
import dev.countersign.signer.transport.SigningListener;
import dev.countersign.signer.transport.grpc.ListenerSettings;
import dev.countersign.signer.transport.operator.OperatorListener;
import dev.countersign.signer.transport.tls.Authorities;
import dev.countersign.signer.transport.tls.TlsFileCheck;
import dev.countersign.signer.transport.tls.TlsFileRefused;
import dev.countersign.signer.transport.tls.TlsSettings;
import dev.countersign.signer.transport.tls.TlsSettings.Peers;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The composition root: the only place that wires. Rooms are opened from the innermost out, so that the listener
/// comes last, and closed the other way round, so that nothing is accepted that cannot be finished.
public final class SignerServer implements AutoCloseable {

    public static final String VERSION = "0.1.0";

    private static final Logger log = LoggerFactory.getLogger(SignerServer.class);
    private static final int EVALUATIONS_PER_SECOND = 20;
    private static final int EVALUATIONS_AT_ONCE = 100;

    /// A clock for deadlines, which nobody can step: only its differences mean anything.
    private static final InstantSource MONOTONIC = () -> Instant.EPOCH.plusNanos(System.nanoTime());

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final int port;

    /// Starts everything, or nothing.
    ///
    /// @param acceptDowntime the operator accepts a gap longer than `ledger.max_downtime`
    /// @param fatal told, once, why only a new process can sign again; expected to end this one
    /// @throws Exception with one line that says what to do
    public static SignerServer start(ServerConfig config, boolean acceptDowntime, Consumer<String> fatal)
            throws Exception {
        return new SignerServer(config, acceptDowntime, fatal);
    }

    private SignerServer(ServerConfig config, boolean acceptDowntime, Consumer<String> fatal) throws Exception {
        try {
            port = open(config, acceptDowntime, fatal);
        } catch (Exception | Error failure) {
            close();
            throw failure;
        }
    }

    private int open(ServerConfig config, boolean acceptDowntime, Consumer<String> fatal) throws Exception {
        var start = PolicyAtStart.read(config);
        checkTls(config);
        // The HSM first: a start that it refuses leaves no trace in the journal, however often it is tried.
        Hsm hsm = opened(Pkcs11Hsm.open(hsmSettings(config, start), MONOTONIC, TimeSource.system()::wall, fatal));
        Ledger ledger = opened(
                SqlLedger.open(config.ledgerSettings(acceptDowntime), TimeSource.system(), VERSION, hsm::backlog));
        var bundle = start.settle(ledger);
        var journal = config.journal();
        opened(new Notary(ledger, hsm, journal.origin(), journal.checkpointKey()))
                .start(journal.checkpointEvery());
        return listen(config, bundle, ledger, hsm);
    }

    /// Looks at the TLS files, so that a bad one stops the start before anything is opened.
    private static void checkTls(ServerConfig config) throws TlsFileRefused {
        var now = TimeSource.system().wall();
        var clients = tlsSettings(Peers.CLIENTS, config.tls());
        TlsFileCheck.require(clients, now);
        if (config.operators().isPresent()) {
            var operators =
                    tlsSettings(Peers.OPERATORS, config.operators().get().tls());
            TlsFileCheck.require(operators, now);
            TlsFileCheck.requireApart(operators, clients);
        }
    }

    private int listen(ServerConfig config, PolicyBundle bundle, Ledger ledger, Hsm hsm) throws Exception {
        var decoder = new TransactionDecoder();
        var policy = new PolicyEngine();
        var metrics = new Metrics();
        metrics.watch(ledger, hsm);
        var inForce = new PolicyInForce(bundle);
        var prices = new PriceOffice(inForce, new PriceDesk(config.deployment()), ledger);
        var office = office(config, inForce, ledger, hsm, told(prices, metrics.policies(policy, ledger, hsm)));
        var observer = new RequestLog(metrics);
        var refusals = new RefusalRecorder(inForce, ledger, observer);
        var places =
                new Admission(config.capacity().inFlight(), config.capacity().perClient());
        var signing = new SigningService(inForce, decoder, policy, ledger, hsm, places, refusals, observer);
        var rate = new ClientRate(EVALUATIONS_PER_SECOND, EVALUATIONS_AT_ONCE, System::nanoTime);
        var questions =
                new Admission(config.capacity().inFlight(), config.capacity().perClient());
        var enquiries = new Enquiries(inForce, decoder, policy, ledger, hsm, rate, questions, refusals);
        BooleanSupplier ready = () -> ledger.ready() && hsm.ready();
        if (config.metrics().isPresent()) {
            opened(new MetricsListener(config.metrics().get().address(), metrics, ready));
        }
        var authorities = new Authorities();
        if (config.operators().isPresent()) {
            opened(operatorListener(config, authorities, hsm, inForce, ledger, office, prices, ready));
        }
        var listener = opened(new SigningListener(
                new ListenerSettings(config.listen(), tlsSettings(Peers.CLIENTS, config.tls())),
                SigningListener.bounds(
                        config.capacity().inFlight(), config.capacity().perClient()),
                authorities,
                new ClientAuthenticator(inForce),
                signing,
                enquiries,
                refusals,
                ready));
        tell(config, bundle, listener.port());
        return listener.port();
    }

    /// Who looks at each policy that decides.
    private static Consumer<PolicyBundle> told(PriceOffice prices, PolicyMetrics metrics) {
        return policy -> {
            prices.look(policy);
            metrics.show(policy);
        };
    }

    private PolicyOffice office(
            ServerConfig config, PolicyInForce inForce, Ledger ledger, Hsm hsm, Consumer<PolicyBundle> changed)
            throws Refused {
        changed.accept(inForce.get());
        var office = opened(new PolicyOffice(
                new Succession(config.deployment()),
                inForce,
                ledger,
                new ServedPolicies(config.journal().checkpointKey(), hsm),
                changed));
        office.start();
        return office;
    }

    private static void tell(ServerConfig config, PolicyBundle bundle, int port) {
        log.atInfo()
                .addKeyValue("port", port)
                .addKeyValue("policy_version", bundle.version())
                .addKeyValue("policy_digest", bundle.digest())
                .addKeyValue("keys", bundle.keys().size() + bundle.venueKeys().size())
                .log("serving {}", config.deployment());
    }

    private static HsmSettings hsmSettings(ServerConfig config, PolicyAtStart start) throws StartRefused {
        for (var bundle : start.known()) {
            try {
                ServedPolicies.requireNot(config.journal().checkpointKey(), bundle);
            } catch (Refused refused) {
                throw new StartRefused(config.policy(), refused);
            }
        }
        return new HsmSettings(
                config.tokens(),
                ServedPolicies.keys(start.known()),
                Optional.of(config.journal().checkpointKey()),
                start.genesis());
    }

    private static OperatorListener operatorListener(
            ServerConfig config,
            Authorities authorities,
            Hsm hsm,
            PolicyInForce inForce,
            Ledger ledger,
            PolicyOffice office,
            PriceOffice prices,
            BooleanSupplier ready)
            throws IOException, GeneralSecurityException {
        var operators = config.operators().orElseThrow();
        return new OperatorListener(
                new ListenerSettings(operators.listen(), tlsSettings(Peers.OPERATORS, operators.tls())),
                authorities,
                new OperatorAuthenticator(operators.operators()),
                new Maintenance(hsm),
                office,
                prices,
                new ObservationDesk(config.deployment(), inForce, ledger),
                new EmergencyOffice(inForce, ledger),
                ready);
    }

    private static TlsSettings tlsSettings(Peers peers, ServerConfig.Tls tls) {
        return new TlsSettings(peers, tls.certificate(), tls.key(), tls.clientCa());
    }

    private <T extends AutoCloseable> T opened(T room) {
        opened.push(room);
        return room;
    }

    /// The port that clients reach it on.
    public int port() {
        return port;
    }

    /// Takes no new requests, finishes those under way, signs a last checkpoint, and lets go of the HSM and the
    /// ledger.
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failure) {
                log.warn("while stopping: {}", failure.toString());
            }
        }
    }
}
