package dev.countersign.signer.transport;

import dev.countersign.signer.authentication.ClientAuthenticator;
import dev.countersign.signer.operations.CannotListen;
import dev.countersign.signer.signing.Enquiries;
import dev.countersign.signer.signing.RefusalRecorder;
import dev.countersign.signer.signing.SigningService;
import dev.countersign.signer.transport.tls.TlsFileCheck;
import dev.countersign.signer.transport.tls.TlsFileRefused;
import dev.countersign.signer.transport.tls.TlsFiles;
import dev.countersign.v1.SigningServiceGrpc;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The clients' listener: mTLS, gRPC, health. Bounded in message size, header size, calls a connection, and idle
/// connections, connections' age; places for requests are bounded by the corridor.
public final class SigningListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SigningListener.class);
    private static final int MAX_MESSAGE_BYTES = 160 * 1024;
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final int MAX_CALLS_PER_CONNECTION = 256;
    private static final long DRAIN_SECONDS = 30;

    /// Certificates are looked at when a connection is made: one that expired, or whose CA was withdrawn, is of no
    /// more use after this.
    private static final long MAX_CONNECTION_MINUTES = 30;

    private final ScheduledExecutorService scheduler;
    private final ExecutorService requests;
    private final HealthStatusManager health;
    private final Server server;

    /// Looks at the TLS files, so that a bad one stops the start before anything is opened.
    ///
    /// @param now by the machine's clock, which certificates are dated by
    /// @throws TlsFileRefused for the first that the listener could not serve with
    public static void check(ListenerSettings settings, Instant now) throws TlsFileRefused {
        TlsFileCheck.require(settings.tls(), now);
    }

    /// Starts listening. Health is SERVING only while `ready` says so, looked at every second.
    ///
    /// @throws CannotListen if the address is taken, or none of this machine
    /// @throws IOException if a TLS file cannot be read; [#check] says more
    /// @throws GeneralSecurityException if a TLS file holds no usable certificate or key; [#check] says more
    public SigningListener(
            ListenerSettings settings,
            ClientAuthenticator authenticator,
            SigningService signing,
            Enquiries enquiries,
            RefusalRecorder refusals,
            BooleanSupplier ready)
            throws IOException, GeneralSecurityException {
        scheduler = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("listener-upkeep").factory());
        requests = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("request-", 0).factory());
        var tls = new TlsFiles(settings.tls(), scheduler);
        health = new HealthStatusManager();
        tell(ready); // before the first call: an untold manager says SERVING
        server = started(
                NettyServerBuilder.forAddress(settings.address())
                        .sslContext(tls.context())
                        .executor(requests)
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .maxInboundMetadataSize(MAX_HEADER_BYTES)
                        .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                        .handshakeTimeout(10, TimeUnit.SECONDS)
                        .maxConnectionIdle(10, TimeUnit.MINUTES)
                        .maxConnectionAge(MAX_CONNECTION_MINUTES, TimeUnit.MINUTES)
                        .maxConnectionAgeGrace(DRAIN_SECONDS, TimeUnit.SECONDS)
                        .permitKeepAliveTime(10, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .addService(ServerInterceptors.interceptForward(
                                ServerInterceptors.useInputStreamMessages(
                                        new SigningGrpcService(signing, enquiries, refusals).bindService()),
                                new ErrorInfoGuard(),
                                new ClientInterceptor(authenticator, refusals),
                                new UnreadableMessages(refusals)))
                        .addService(health.getHealthService())
                        .fallbackHandlerRegistry(new UnknownMethods())
                        .build(),
                settings.address());
        var _ = scheduler.scheduleWithFixedDelay(() -> tell(ready), 1, 1, TimeUnit.SECONDS);
    }

    private Server started(Server built, InetSocketAddress address) throws CannotListen {
        try {
            return built.start();
        } catch (IOException e) {
            letGo();
            throw new CannotListen("listen", address, e);
        }
    }

    private void tell(BooleanSupplier ready) {
        var status = ServingStatus.NOT_SERVING;
        try {
            status = ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        } catch (RuntimeException defect) {
            // A scheduler drops what throws, and health would stay as it was last told.
            log.error("readiness could not be told", defect);
        }
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        health.setStatus(SigningServiceGrpc.SERVICE_NAME, status);
    }

    /// The port that it listens on.
    public int port() {
        return server.getPort();
    }

    /// Takes no new requests and waits for those under way, at most half a minute.
    @Override
    public void close() {
        health.enterTerminalState();
        server.shutdown();
        try {
            if (!server.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        letGo();
    }

    private void letGo() {
        scheduler.shutdownNow();
        requests.shutdown();
    }
}
