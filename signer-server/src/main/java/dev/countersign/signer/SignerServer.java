package dev.countersign.signer;

import dev.countersign.signer.audit.Notary;
import dev.countersign.signer.authentication.ClientAuthenticator;
import dev.countersign.signer.authentication.ClientRate;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.decode.TransactionDecoder;
import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.hsm.pkcs11.Pkcs11Hsm;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.SqliteLedger;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.operations.Metrics;
import dev.countersign.signer.operations.MetricsListener;
import dev.countersign.signer.operations.RequestLog;
import dev.countersign.signer.policy.PolicyEngine;
import dev.countersign.signer.signing.Enquiries;
import dev.countersign.signer.signing.Lane;
import dev.countersign.signer.signing.RefusalRecorder;
import dev.countersign.signer.signing.SigningService;
import dev.countersign.signer.transport.ListenerSettings;
import dev.countersign.signer.transport.SigningListener;
import dev.countersign.signer.transport.tls.TlsSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
    /// @throws Exception with one line that says what to do
    public static SignerServer start(ServerConfig config, boolean acceptDowntime) throws Exception {
        return new SignerServer(config, acceptDowntime);
    }

    private SignerServer(ServerConfig config, boolean acceptDowntime) throws Exception {
        try {
            port = open(config, acceptDowntime);
        } catch (Exception | Error failure) {
            close();
            throw failure;
        }
    }

    private int open(ServerConfig config, boolean acceptDowntime) throws Exception {
        var bundle = new PolicyLoader().load(config.policy());
        SigningListener.check(listenerSettings(config), TimeSource.system().wall());
        // The HSM first: a start that it refuses leaves no trace in the journal, however often it is tried.
        Hsm hsm = opened(Pkcs11Hsm.open(
                config.token(),
                bundle.keys().stream().map(KeyPolicy::publicKey).toList(),
                Optional.of(config.journal().checkpointKey()),
                MONOTONIC));
        Ledger ledger = opened(SqliteLedger.open(
                new LedgerSettings(
                        config.ledger().path(),
                        config.deployment(),
                        config.ledger().maxDowntime(),
                        acceptDowntime),
                TimeSource.system(),
                VERSION));
        activate(bundle, ledger, config);
        var journal = config.journal();
        opened(new Notary(ledger, hsm, journal.origin(), journal.checkpointKey()))
                .start(journal.checkpointEvery());
        return listen(config, bundle, ledger, hsm);
    }

    private static void activate(PolicyBundle bundle, Ledger ledger, ServerConfig config) throws StartRefused {
        try {
            ledger.activate(bundle);
        } catch (Refused refused) {
            throw new StartRefused(config.policy(), refused);
        }
    }

    private int listen(ServerConfig config, PolicyBundle bundle, Ledger ledger, Hsm hsm) throws Exception {
        var decoder = new TransactionDecoder();
        var policy = new PolicyEngine();
        var metrics = new Metrics();
        metrics.watch(bundle, policy, ledger, hsm);
        var observer = new RequestLog(metrics);
        var refusals = new RefusalRecorder(bundle, ledger, observer);
        var lane = new Lane(config.capacity().inFlight(), config.capacity().perClient());
        var signing = new SigningService(bundle, decoder, policy, ledger, hsm, lane, refusals, observer);
        var rate = new ClientRate(EVALUATIONS_PER_SECOND, EVALUATIONS_AT_ONCE, System::nanoTime);
        var questions = new Lane(config.capacity().inFlight(), config.capacity().perClient());
        var enquiries = new Enquiries(bundle, decoder, policy, ledger, hsm, rate, questions, refusals);
        BooleanSupplier ready = () -> ledger.ready() && hsm.ready();
        if (config.metrics().isPresent()) {
            opened(new MetricsListener(config.metrics().get().address(), metrics, ready));
        }
        var listener = opened(new SigningListener(
                listenerSettings(config), new ClientAuthenticator(bundle), signing, enquiries, refusals, ready));
        log.atInfo()
                .addKeyValue("port", listener.port())
                .addKeyValue("policy_version", bundle.version())
                .addKeyValue("policy_digest", bundle.digest())
                .addKeyValue("keys", bundle.keys().size())
                .log("serving {}", config.deployment());
        return listener.port();
    }

    private static ListenerSettings listenerSettings(ServerConfig config) {
        var tls = config.tls();
        return new ListenerSettings(config.listen(), new TlsSettings(tls.certificate(), tls.key(), tls.clientCa()));
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
