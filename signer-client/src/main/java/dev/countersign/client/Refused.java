package dev.countersign.client;

import dev.countersign.v1.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The service decided not to do it. Repeating the same request changes nothing, unless [#retryAfter] says
/// when it might.
///
/// [#getMessage] is `REASON: explanation`.
public final class Refused extends CallFailed {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    /// @param reasonName the reason as it was sent, for example `LIMIT_EXCEEDED`
    record Answer(
            String reasonName,
            String explanation,
            Map<String, String> metadata,
            @Nullable Duration retryAfter) {

        Answer {
            metadata = Map.copyOf(metadata);
        }

        Reason reason() {
            try {
                return Reason.valueOf("REASON_" + reasonName);
            } catch (IllegalArgumentException e) {
                return Reason.UNRECOGNIZED; // a newer server's: the name says more than we know
            }
        }
    }

    Refused(Answer answer, Throwable cause) {
        super(answer.reasonName() + ": " + answer.explanation(), cause);
        this.answer = answer;
    }

    /// Why. [Reason#UNRECOGNIZED] if the server is newer than this client: see [#reasonName].
    public Reason reason() {
        return answer.reason();
    }

    /// Why, as it was sent and without prefix, for example `LIMIT_EXCEEDED`.
    public String reasonName() {
        return answer.reasonName();
    }

    /// What was wrong, where, and what to do, for a person.
    public String explanation() {
        return answer.explanation();
    }

    /// What a program may act on, for example `limit_id`. docs/errors.md lists the names for each reason.
    public Map<String, String> metadata() {
        return answer.metadata();
    }

    /// How long to wait before the same request may pass; empty if waiting does not help.
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(answer.retryAfter());
    }
}
