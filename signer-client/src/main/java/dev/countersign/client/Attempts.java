package dev.countersign.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One call: attempts of the same request, one after the other, until an answer, a failure that repeating
/// cannot mend, or the deadline.
final class Attempts<Q, R> {

    private final Connection connection;
    private final RetrySettings retry;
    private final MethodDescriptor<Q, R> method;
    private final Q request;
    private final CallOptions options;
    private final Deadline deadline;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private int failures; // attempts follow one another, so no two threads are here at once
    private volatile @Nullable ClientCall<Q, R> underWay;

    private Attempts(
            Connection connection,
            ClientSettings settings,
            MethodDescriptor<Q, R> method,
            Q request,
            CallOptions options) {
        this.connection = connection;
        this.retry = settings.retry();
        this.method = method;
        this.request = request;
        this.deadline = Deadline.after(settings.deadline().toNanos(), TimeUnit.NANOSECONDS);
        this.options = options.withDeadline(deadline);
    }

    /// Starts the first attempt. Cancelling the future ends the attempt under way; the server may finish it
    /// all the same.
    ///
    /// @param options may name the executor that completes the future; without one it is the network's thread
    static <Q, R> CompletableFuture<R> of(
            Connection connection,
            ClientSettings settings,
            MethodDescriptor<Q, R> method,
            Q request,
            CallOptions options) {
        var attempts = new Attempts<>(connection, settings, method, request, options);
        var _ = attempts.result.whenComplete((_, _) -> attempts.cancelIfAbandoned());
        attempts.next();
        return attempts.result;
    }

    private void next() {
        if (result.isDone()) {
            return;
        }
        var call = connection.channel().newCall(method, options);
        underWay = call;
        ClientCalls.asyncUnaryCall(call, request, new Outcome());
        cancelIfAbandoned();
    }

    private void cancelIfAbandoned() {
        var call = underWay;
        if (result.isCancelled() && call != null) {
            call.cancel("the caller gave up", null);
        }
    }

    private void failed(CallFailed failure) {
        failures++;
        if (failure instanceof Unavailable unavailable && failures < retry.maxAttempts() && !connection.isClosed()) {
            var pauseNanos = pauseNanos(unavailable);
            if (pauseNanos < deadline.timeRemaining(TimeUnit.NANOSECONDS)) {
                CompletableFuture.delayedExecutor(pauseNanos, TimeUnit.NANOSECONDS)
                        .execute(this::next);
                return;
            }
        }
        result.completeExceptionally(failure);
    }

    private long pauseNanos(Unavailable failure) {
        var own = retry.pauseAfter(failures, ThreadLocalRandom.current().nextDouble());
        var asked = failure.retryAfter().orElse(Duration.ZERO);
        return Math.max(own.toNanos(), asked.toNanos());
    }

    private final class Outcome implements StreamObserver<R> {

        private @Nullable R answer;

        @Override
        public void onNext(R value) {
            answer = value;
        }

        @Override
        public void onError(Throwable thrown) {
            failed(Answers.read(thrown));
        }

        @Override
        public void onCompleted() {
            result.complete(answer);
        }
    }
}
