package dev.countersign.client;

import dev.countersign.v1.EvaluateRequest;
import dev.countersign.v1.EvaluateResponse;
import dev.countersign.v1.GetHeadroomRequest;
import dev.countersign.v1.GetHeadroomResponse;
import dev.countersign.v1.GetKeyRequest;
import dev.countersign.v1.GetRequestRequest;
import dev.countersign.v1.GetRequestResponse;
import dev.countersign.v1.Key;
import dev.countersign.v1.ListKeysRequest;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import dev.countersign.v1.SigningServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;

/// A client of one signing service. Make one, share it between threads, close it at the end.
///
/// Each call has the settings' deadline, all its attempts included. What found no server is tried again
/// until then, with the same request id, so nothing is signed or charged twice; nothing else is ever tried
/// again. Every failure is a [CallFailed]; a thread that is interrupted while it waits gets a
/// [CancellationException] and keeps its interrupt flag.
public final class SigningClient implements AutoCloseable {

    private final ClientSettings settings;
    private final Connection connection;

    private SigningClient(ClientSettings settings) {
        this.settings = settings;
        this.connection = new Connection(settings);
    }

    /// A client for `settings`. Reads the TLS files; the connection itself is opened by the first call.
    ///
    /// @throws IllegalArgumentException if a TLS file is missing or is not what it should be
    public static SigningClient connect(ClientSettings settings) {
        return new SigningClient(settings);
    }

    /// Signs one payload, or throws. An answer is a signature: there is no other kind.
    ///
    /// @throws CallFailed of the kind that says what to do next
    public SignResponse sign(SignRequest request) {
        return await(call(SigningServiceGrpc.getSignMethod(), request));
    }

    /// [#sign] without waiting. The future fails with a [CallFailed]. It completes on the common pool: do not block
    /// there for long.
    public CompletableFuture<SignResponse> signAsync(SignRequest request) {
        var options = CallOptions.DEFAULT.withExecutor(ForkJoinPool.commonPool());
        return Attempts.of(connection, settings, SigningServiceGrpc.getSignMethod(), request, options);
    }

    /// What [#sign] would decide now, explained. A refusal is part of the answer.
    public EvaluateResponse evaluate(SignRequest request) {
        var question = EvaluateRequest.newBuilder().setRequest(request).build();
        return await(call(SigningServiceGrpc.getEvaluateMethod(), question));
    }

    /// One key that we have a grant for: public key, account, and the assets that our rules may move.
    public Key getKey(String keyId) {
        var question = GetKeyRequest.newBuilder().setKeyId(keyId).build();
        return await(call(SigningServiceGrpc.getGetKeyMethod(), question)).getKey();
    }

    /// Every key that we have a grant for, ordered by key id.
    public List<Key> listKeys() {
        return await(call(SigningServiceGrpc.getListKeysMethod(), ListKeysRequest.getDefaultInstance()))
                .getKeysList();
    }

    /// How much is left now of each window limit that applies to us on one key.
    public GetHeadroomResponse getHeadroom(String keyId) {
        var question = GetHeadroomRequest.newBuilder().setKeyId(keyId).build();
        return await(call(SigningServiceGrpc.getGetHeadroomMethod(), question));
    }

    /// The stored answer of an earlier request of ours.
    public GetRequestResponse getRequest(String requestId) {
        var question = GetRequestRequest.newBuilder().setRequestId(requestId).build();
        return await(call(SigningServiceGrpc.getGetRequestMethod(), question));
    }

    /// Ends every call under way with [Unavailable], and the connection.
    @Override
    public void close() {
        connection.close();
    }

    private <Q, R> CompletableFuture<R> call(MethodDescriptor<Q, R> method, Q request) {
        return Attempts.of(connection, settings, method, request, CallOptions.DEFAULT);
    }

    static <R> R await(CompletableFuture<R> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            var cancelled = new CancellationException("interrupted while waiting for the server");
            cancelled.initCause(e);
            throw cancelled;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CallFailed failure) {
                failure.fillInStackTrace(); // the caller's stack, not that of a network thread
                throw failure;
            }
            throw new IllegalStateException("a call fails with CallFailed only", e);
        }
    }
}
