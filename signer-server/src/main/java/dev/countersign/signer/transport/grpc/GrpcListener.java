package dev.countersign.signer.transport.grpc;

import dev.countersign.signer.model.Refused;
import dev.countersign.signer.operations.CannotListen;
import dev.countersign.signer.transport.tls.Authorities;
import dev.countersign.signer.transport.tls.TlsFiles;
import io.grpc.BindableService;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One port: mTLS, gRPC, one service and health. Bounded in message size, header size, the bytes that
/// all calls hold at once, calls a connection, idle connections and connections' age; places for requests are the
/// service's to bound.
public final class GrpcListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GrpcListener.class);
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final long DRAIN_SECONDS = 30;

    /// What a connection may have sent that nobody asked for yet.
    private static final int WINDOW_BYTES = 256 * 1024;

    /// Certificates are looked at when a connection is made: one that expired, or whose CA was withdrawn, is of no
    /// more use after this.
    private static final long MAX_CONNECTION_MINUTES = 30;

    /// What is served, and to whom.
    ///
    /// @param peers admits a call, or refuses it before a byte of it is parsed
    /// @param unread is told of calls that are refused before their message is read
    /// @param ready whether health is SERVING
    public record Served(
            BindableService service, PeerInterceptor<?> peers, Consumer<Refused> unread, BooleanSupplier ready) {}

    /// How much one peer may ask for.
    ///
    /// @param messageBytes the largest message
    /// @param callsPerConnection at once
    /// @param bytesOfPeer that the calls of one peer hold at once, messages and answers
    /// @param bytesOfAll that all calls hold at once
    public record Bounds(int messageBytes, int callsPerConnection, long bytesOfPeer, long bytesOfAll) {}

    /// Compressed, a small message becomes a large one in memory.
    private static final DecompressorRegistry UNCOMPRESSED =
            DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, true);

    /// Who asks after our health, whoever it is, has one share.
    private static final Object ANYONE = "health";

    private final ScheduledExecutorService scheduler;
    private final HealthStatusManager health = new HealthStatusManager();
    private final String service;
    private final Server server;

    /// Starts listening. Health is SERVING only while `ready` says so, looked at every second.
    ///
    /// @param authorities of all listeners
    /// @throws CannotListen if the address is taken, or none of this machine
    /// @throws IOException if a TLS file cannot be read
    /// @throws GeneralSecurityException if a TLS file holds no usable certificate or key
    public GrpcListener(ListenerSettings settings, Authorities authorities, Bounds bounds, Served served)
            throws IOException, GeneralSecurityException {
        var peers = settings.tls().peers();
        scheduler = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(peers.word() + "-upkeep").factory());
        try {
            var definition = served.service().bindService();
            service = definition.getServiceDescriptor().getName();
            tell(served.ready()); // before the first call: an untold manager says SERVING
            server = started(
                    builder(settings, bounds)
                            .sslContext(new TlsFiles(settings.tls(), authorities, scheduler).context())
                            .directExecutor() // a thread of its own is for what waits: the service starts it
                            .addService(ServerInterceptors.interceptForward(
                                    ServerInterceptors.useInputStreamMessages(definition),
                                    new ErrorInfoGuard(),
                                    served.peers(),
                                    new BoundedBytes(served.peers()::peer, served.unread()),
                                    new UnreadableMessages(served.unread())))
                            .addService(ServerInterceptors.interceptForward(
                                    health.getHealthService(),
                                    served.peers().lenient(),
                                    new BoundedBytes(() -> ANYONE, _ -> {})))
                            .fallbackHandlerRegistry(
                                    new UnknownMethods(served.peers().lenient())),
                    peers.prefix() + "listen",
                    settings.address());
        } catch (IOException | GeneralSecurityException | RuntimeException | Error failure) {
            scheduler.shutdownNow();
            throw failure;
        }
        var _ = scheduler.scheduleWithFixedDelay(() -> tell(served.ready()), 1, 1, TimeUnit.SECONDS);
    }

    private static NettyServerBuilder builder(ListenerSettings settings, Bounds bounds) {
        return NettyServerBuilder.forAddress(settings.address())
                .maxInboundMessageSize(bounds.messageBytes())
                .flowControlWindow(WINDOW_BYTES)
                .decompressorRegistry(UNCOMPRESSED)
                .addStreamTracerFactory(CallBytes.Budgets.of(bounds).factory())
                .maxInboundMetadataSize(MAX_HEADER_BYTES)
                .maxConcurrentCallsPerConnection(bounds.callsPerConnection())
                .handshakeTimeout(10, TimeUnit.SECONDS)
                .maxConnectionIdle(10, TimeUnit.MINUTES)
                .maxConnectionAge(MAX_CONNECTION_MINUTES, TimeUnit.MINUTES)
                .maxConnectionAgeGrace(DRAIN_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
    }

    private static Server started(NettyServerBuilder builder, String field, InetSocketAddress address)
            throws CannotListen {
        try {
            return builder.build().start();
        } catch (IOException e) {
            throw new CannotListen(field, address, e);
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
        health.setStatus(service, status);
    }

    /// The port that it listens on.
    public int port() {
        return server.getPort();
    }

    /// Takes no new calls and waits for those under way, at most half a minute.
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
        scheduler.shutdownNow();
    }
}
