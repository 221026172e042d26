package dev.countersign.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import io.grpc.protobuf.StatusProto;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// Reads an answer that is not OK: gRPC status, google.rpc.ErrorInfo and RetryInfo to one [CallFailed].
final class Answers {

    private static final String DOMAIN = "countersign.dev";

    /// BoringSSL packs its library for TLS (16) and the reason into a code, as eight hexadecimal digits.
    private static final Pattern BORING_SSL = Pattern.compile("error:10000([0-9a-f]{3}):.*");

    /// The reason of an alert that the peer sent is its number and this (`SSL_AD_REASON_OFFSET`).
    private static final int ALERTS = 1000;

    /// From `bad_certificate` to `certificate_required`: a certificate was not accepted (RFC 8446 §6.2).
    private static final Set<Integer> CERTIFICATE_REFUSED = Set.of(42, 43, 44, 45, 46, 48, 49, 116);

    private Answers() {}

    static CallFailed read(Throwable thrown) {
        var status = Status.fromThrowable(thrown);
        var answer = answer(thrown, status).orElse(null);
        return switch (status.getCode()) {
            case UNAVAILABLE -> unavailable(thrown, status, answer);
            case DEADLINE_EXCEEDED ->
                new DeadlinePassed("no answer before the deadline; repeat the same request to learn its fate", thrown);
            default -> answer == null ? unexpected(thrown, status) : new Refused(answer, thrown);
        };
    }

    private static CallFailed unavailable(Throwable thrown, Status status, Refused.@Nullable Answer answer) {
        if (answer != null) {
            return new Unavailable(answer.reasonName() + ": " + answer.explanation(), answer, thrown);
        }
        var rootCause = causes(thrown).reduce((outer, inner) -> inner).orElse(thrown);
        if (causes(thrown).anyMatch(Answers::isDistrust)) {
            return new ConnectionNotTrusted("TLS handshake failed: " + rootCause.getMessage(), thrown);
        }
        var message = thrown.getCause() == null ? status.getDescription() : rootCause.getMessage();
        return new Unavailable("no answer from the server: " + message, null, thrown);
    }

    private static UnexpectedAnswer unexpected(Throwable thrown, Status status) {
        var message = "not an answer of Countersign: %s %s".formatted(status.getCode(), status.getDescription());
        return new UnexpectedAnswer(status.getCode(), message, thrown);
    }

    /// A server that only hangs up during the handshake makes a `ClosedChannelException`: it proves nothing
    /// about certificates.
    private static boolean isDistrust(Throwable cause) {
        return cause instanceof SSLHandshakeException
                || cause instanceof SSLPeerUnverifiedException
                || cause instanceof NotSslRecordException
                || cause instanceof GeneralSecurityException
                || isAlertOfDistrust(cause);
    }

    /// True if the server refused our certificate. A client has finished its handshake by the time that it is told
    /// (RFC 8446 §4.4.2.4), so BoringSSL does not call that a failed handshake, as the JDK does.
    static boolean isAlertOfDistrust(Throwable cause) {
        if (!(cause instanceof SSLException) || cause.getMessage() == null) {
            return false;
        }
        var error = BORING_SSL.matcher(cause.getMessage());
        return error.matches() && CERTIFICATE_REFUSED.contains(Integer.parseInt(error.group(1), 16) - ALERTS);
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause);
    }

    private static Optional<Refused.Answer> answer(Throwable thrown, Status status) {
        var rich = StatusProto.fromThrowable(thrown);
        var details = rich == null ? List.<Any>of() : rich.getDetailsList();
        var retryAfter = find(details, RetryInfo.class)
                .map(info -> Duration.ofSeconds(
                        info.getRetryDelay().getSeconds(), info.getRetryDelay().getNanos()))
                .orElse(null);
        var explanation = status.getDescription() == null ? "no explanation" : status.getDescription();
        return find(details, ErrorInfo.class)
                .filter(info -> info.getDomain().equals(DOMAIN))
                .map(info -> new Refused.Answer(info.getReason(), explanation, info.getMetadataMap(), retryAfter));
    }

    private static <M extends Message> Optional<M> find(List<Any> details, Class<M> kind) {
        return details.stream().filter(detail -> detail.is(kind)).findFirst().flatMap(detail -> unpack(detail, kind));
    }

    private static <M extends Message> Optional<M> unpack(Any detail, Class<M> kind) {
        try {
            return Optional.of(detail.unpack(kind));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty(); // unreadable is as good as absent
        }
    }
}
