package dev.countersign.signer.transport.operator;

import dev.countersign.signer.authentication.OperatorAuthenticator;
import dev.countersign.signer.operations.CannotListen;
import dev.countersign.signer.operations.EmergencyOffice;
import dev.countersign.signer.operations.Maintenance;
import dev.countersign.signer.operations.ObservationDesk;
import dev.countersign.signer.operations.PolicyOffice;
import dev.countersign.signer.operations.PriceOffice;
import dev.countersign.signer.transport.grpc.Answers;
import dev.countersign.signer.transport.grpc.GrpcListener;
import dev.countersign.signer.transport.grpc.GrpcListener.Bounds;
import dev.countersign.signer.transport.grpc.GrpcListener.Served;
import dev.countersign.signer.transport.grpc.ListenerSettings;
import dev.countersign.signer.transport.tls.Authorities;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operators' listener. It tells the server's health, too, to every certificate of the operators' CA.
public final class OperatorListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OperatorListener.class);

    /// A policy with all the signatures that it may have.
    private static final int MESSAGE_BYTES = 5 << 18;

    private static final Bounds BOUNDS = new Bounds(MESSAGE_BYTES, 16, 3L * MESSAGE_BYTES, 6L * MESSAGE_BYTES);

    private final ExecutorService commands;
    private final GrpcListener listener;

    /// Starts listening.
    ///
    /// @throws CannotListen if the address is taken, or none of this machine
    /// @throws IOException if a TLS file cannot be read
    /// @throws GeneralSecurityException if a TLS file holds no usable certificate or key, or its CA vouches for
    ///     clients, too
    public OperatorListener(
            ListenerSettings settings,
            Authorities authorities,
            OperatorAuthenticator authenticator,
            Maintenance maintenance,
            PolicyOffice policies,
            PriceOffice prices,
            ObservationDesk observations,
            EmergencyOffice emergency,
            BooleanSupplier ready)
            throws IOException, GeneralSecurityException {
        commands = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("command-", 0).factory());
        var served = new Served(
                new OperatorGrpcService(maintenance, policies, prices, observations, emergency, new Answers(commands)),
                new OperatorInterceptor(authenticator),
                unread -> log.warn("{}: {}", OperatorInterceptor.operator(), unread.getMessage()),
                ready);
        try {
            listener = new GrpcListener(settings, authorities, BOUNDS, served);
        } catch (IOException | GeneralSecurityException | RuntimeException | Error failure) {
            commands.shutdown();
            throw failure;
        }
    }

    /// The port that it listens on.
    public int port() {
        return listener.port();
    }

    /// Takes no new commands and waits for those under way, at most half a minute.
    @Override
    public void close() {
        listener.close();
        commands.shutdown();
    }
}
