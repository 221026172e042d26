package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.signature.VerifiedSignature;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// One request between its caller and the worker that takes it. Exactly one of the two decides each step: whether it
/// was taken before it was withdrawn, and whether its result came before its caller gave up.
final class SigningJob {

    private final PinnedKey key;
    private final List<Digest32> digests;
    private final Instant deadline;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CompletableFuture<List<VerifiedSignature>> result = new CompletableFuture<>();

    SigningJob(PinnedKey key, List<Digest32> digests, Instant deadline) {
        this.key = key;
        this.digests = List.copyOf(digests);
        this.deadline = deadline;
    }

    PinnedKey key() {
        return key;
    }

    List<Digest32> digests() {
        return digests;
    }

    boolean expired(Instant now) {
        return !now.isBefore(deadline);
    }

    /// The worker's: true if the job is its to sign, false if the caller has gone.
    boolean take() {
        return claimed.compareAndSet(false, true);
    }

    /// The worker's: false if the caller gave up waiting.
    boolean succeed(List<VerifiedSignature> signatures) {
        return result.complete(signatures);
    }

    /// The worker's: false if the caller gave up waiting.
    boolean fail(Throwable why) {
        return result.completeExceptionally(why);
    }

    /// The caller's: waits for the result until the deadline.
    ///
    /// @param abandoned run if a worker is left alone with the job
    List<VerifiedSignature> await(Instant now, Runnable abandoned) throws HsmUnavailable {
        try {
            return result.get(Math.max(0, Duration.between(now, deadline).toNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw cause(e);
        } catch (TimeoutException e) {
            return giveUp(abandoned);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return giveUp(abandoned);
        }
    }

    private List<VerifiedSignature> giveUp(Runnable abandoned) throws HsmUnavailable {
        if (take()) {
            throw deadlineExceeded();
        }
        var late = new HsmUnavailable(
                Reason.HSM_UNAVAILABLE,
                "the HSM has been asked and has not answered in time; repeat the same request",
                true);
        if (result.completeExceptionally(late)) {
            abandoned.run();
            throw late;
        }
        try {
            return result.join(); // it came in this very moment
        } catch (CompletionException e) {
            throw cause(e);
        }
    }

    static HsmUnavailable deadlineExceeded() {
        return new HsmUnavailable(
                Reason.DEADLINE_EXCEEDED, "still waiting for the HSM at the deadline; nothing was signed", false);
    }

    private static HsmUnavailable cause(Exception wrapper) {
        return switch (wrapper.getCause()) {
            case HsmUnavailable refused -> refused;
            case RuntimeException broken -> throw broken;
            case Error broken -> throw broken;
            case null, default -> throw new IllegalStateException(wrapper);
        };
    }
}
