package dev.countersign.signer.transport;

import dev.countersign.signer.authentication.ClientAuthenticator;
import dev.countersign.signer.operations.CannotListen;
import dev.countersign.signer.signing.Call;
import dev.countersign.signer.signing.Enquiries;
import dev.countersign.signer.signing.RefusalRecorder;
import dev.countersign.signer.signing.SigningService;
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

/// The clients' listener.
public final class SigningListener implements AutoCloseable {

    /// A PSBT of 1 MiB, and what stands beside it.
    private static final Bounds BOUNDS = new Bounds((1024 + 64) * 1024, 256);

    private final ExecutorService requests;
    private final GrpcListener listener;

    /// Starts listening. Health is SERVING only while `ready` says so, looked at every second.
    ///
    /// @throws CannotListen if the address is taken, or none of this machine
    /// @throws IOException if a TLS file cannot be read
    /// @throws GeneralSecurityException if a TLS file holds no usable certificate or key
    public SigningListener(
            ListenerSettings settings,
            Authorities authorities,
            ClientAuthenticator authenticator,
            SigningService signing,
            Enquiries enquiries,
            RefusalRecorder refusals,
            BooleanSupplier ready)
            throws IOException, GeneralSecurityException {
        requests = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("request-", 0).factory());
        var served = new Served(
                new SigningGrpcService(signing, enquiries, refusals, new Answers(requests)),
                new ClientInterceptor(authenticator, refusals),
                malformed -> refusals.record(new Call(ClientInterceptor.client(), "", ""), malformed),
                ready);
        try {
            listener = new GrpcListener(settings, authorities, BOUNDS, served);
        } catch (IOException | GeneralSecurityException | RuntimeException | Error failure) {
            requests.shutdown();
            throw failure;
        }
    }

    /// The port that it listens on.
    public int port() {
        return listener.port();
    }

    /// Takes no new requests and waits for those under way, at most half a minute.
    @Override
    public void close() {
        listener.close();
        requests.shutdown();
    }
}
