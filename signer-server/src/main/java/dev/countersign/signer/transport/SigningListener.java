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
    private static final int MESSAGE_BYTES = (1024 + 64) * 1024;

    private static final int CALLS_PER_CONNECTION = 256;

    /// What each place for a request brings to all. Decoded and waiting for its signature a PSBT holds several times
    /// its length.
    private static final long BYTES_A_PLACE = 64 * 1024;

    /// The largest message comes in, however it is cut up, and its answer fits beside it.
    private static final long LEAST_BYTES_OF_PEER = 4L * MESSAGE_BYTES;

    private final ExecutorService requests;
    private final GrpcListener listener;

    /// How much clients may ask for where there are so many places for requests. One client never holds all bytes.
    ///
    /// @param places of all clients
    /// @param perClient of one client
    public static Bounds bounds(int places, int perClient) {
        var bytesOfPeer = Math.max(LEAST_BYTES_OF_PEER, perClient * BYTES_A_PLACE);
        var bytesOfAll = Math.max(2 * bytesOfPeer, places * BYTES_A_PLACE);
        return new Bounds(MESSAGE_BYTES, CALLS_PER_CONNECTION, bytesOfPeer, bytesOfAll);
    }

    /// Starts listening. Health is SERVING only while `ready` says so, looked at every second.
    ///
    /// @throws CannotListen if the address is taken, or none of this machine
    /// @throws IOException if a TLS file cannot be read
    /// @throws GeneralSecurityException if a TLS file holds no usable certificate or key
    public SigningListener(
            ListenerSettings settings,
            Bounds bounds,
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
                unread -> refusals.record(new Call(ClientInterceptor.client(), "", ""), unread),
                ready);
        try {
            listener = new GrpcListener(settings, authorities, bounds, served);
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
