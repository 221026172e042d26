package dev.countersign.signer.transport.grpc;

import com.google.rpc.ErrorInfo;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asserts that every answer that is not OK carries exactly one ErrorInfo. What does not is a defect of ours: it is
/// logged under an incident id, and the client learns the id and nothing else.
final class ErrorInfoGuard implements ServerInterceptor {

    private static final Logger log = LoggerFactory.getLogger(ErrorInfoGuard.class);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var guarded = new GuardedCall<>(call);
        // gRPC would answer what is thrown at it with UNKNOWN, past every interceptor.
        try {
            return new GuardedListener<>(next.startCall(guarded, headers), guarded);
        } catch (RuntimeException | Error defect) {
            guarded.closeAsIncident(Status.UNKNOWN.withCause(defect));
            return new ServerCall.Listener<>() {};
        }
    }

    private static final class GuardedListener<Q> extends SimpleForwardingServerCallListener<Q> {

        private final GuardedCall<Q, ?> call;

        GuardedListener(ServerCall.Listener<Q> listener, GuardedCall<Q, ?> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            guard(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            guard(super::onHalfClose);
        }

        private void guard(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException | Error defect) {
                call.closeAsIncident(Status.UNKNOWN.withCause(defect));
            }
        }
    }

    private static final class GuardedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {

        private volatile boolean closed;

        GuardedCall(ServerCall<Q, A> call) {
            super(call);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (status.isOk() || carriesOneErrorInfo(status, trailers)) {
                closed = true;
                super.close(status, trailers);
            } else {
                closeAsIncident(status);
            }
        }

        void closeAsIncident(Status status) {
            var incident = UUID.randomUUID().toString();
            log.atError()
                    .addKeyValue("incident", incident)
                    .addKeyValue("method", getMethodDescriptor().getFullMethodName())
                    .setCause(status.getCause())
                    .log("an answer without a reason: {} {}", status.getCode(), status.getDescription());
            if (closed) {
                return; // it had answered, and broke afterwards
            }
            closed = true;
            StatusMapper.close(
                    delegate(),
                    Refusal.of(Reason.INVARIANT_BROKEN, "internal error; tell the operators this incident id")
                            .with("incident_id", incident));
        }
    }

    private static boolean carriesOneErrorInfo(Status status, Metadata trailers) {
        var details = StatusProto.fromStatusAndTrailers(status, trailers).getDetailsList();
        return details.stream().filter(detail -> detail.is(ErrorInfo.class)).count() == 1;
    }
}
