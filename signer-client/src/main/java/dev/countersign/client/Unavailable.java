package dev.countersign.client;

import dev.countersign.v1.Reason;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// No attempt found a service that could answer: no connection, a lost one, or a server whose HSM, ledger
/// or places are not available.
///
/// A lost connection leaves open whether the request was signed: repeat it later, under the same request
/// id.
public final class Unavailable extends CallFailed {

    private static final long serialVersionUID = 1L;

    private final transient Refused.@Nullable Answer answer;

    Unavailable(String message, Refused.@Nullable Answer answer, Throwable cause) {
        super(message, cause);
        this.answer = answer;
    }

    /// What the server lacks; empty if no server was reached or the connection was lost.
    public Optional<Reason> reason() {
        return Optional.ofNullable(answer).map(Refused.Answer::reason);
    }

    /// How long the server asks to wait; empty if it does not say.
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(answer).map(Refused.Answer::retryAfter);
    }
}
