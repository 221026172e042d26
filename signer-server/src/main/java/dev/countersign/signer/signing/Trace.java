package dev.countersign.signer.signing;

import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.signing.SigningObserver.Stage;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One request's way through the corridor: how long each stage took, and what was decoded if it came so far.
/// Used by one thread.
final class Trace {

    private final SigningObserver observer;
    private final long startNanos;
    private long markNanos;
    private @Nullable Transaction transaction;

    Trace(SigningObserver observer) {
        this.observer = observer;
        this.startNanos = System.nanoTime();
        this.markNanos = startNanos;
    }

    /// Ends `stage` and hands its result on.
    <T> T after(Stage stage, T result) {
        var now = System.nanoTime();
        observer.stage(stage, Duration.ofNanos(now - markNanos));
        markNanos = now;
        return result;
    }

    Transaction decoded(Transaction decoded) {
        transaction = decoded;
        return after(Stage.DECODE, decoded);
    }

    Optional<Transaction> transaction() {
        return Optional.ofNullable(transaction);
    }

    Duration took() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
