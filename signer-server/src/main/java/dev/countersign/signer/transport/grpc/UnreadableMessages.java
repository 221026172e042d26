package dev.countersign.signer.transport.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.function.Consumer;

/// Refuses a message that is no protobuf with a reason, and records it, like every other refusal. The service must take
/// its messages as streams: then they are parsed under this interceptor, and not before any, where gRPC would answer.
public final class UnreadableMessages implements ServerInterceptor {

    private final Consumer<Refused> recorder;

    /// @param recorder is told of each refusal, on the thread of the call
    public UnreadableMessages(Consumer<Refused> recorder) {
        this.recorder = recorder;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                try {
                    super.onMessage(message);
                } catch (StatusRuntimeException unreadable) {
                    if (!(unreadable.getCause() instanceof InvalidProtocolBufferException)) {
                        throw unreadable;
                    }
                    refused = true;
                    refuse(call);
                }
            }

            @Override
            public void onHalfClose() {
                if (!refused) { // a handler that saw no message would answer a second time
                    super.onHalfClose();
                }
            }
        };
    }

    private void refuse(ServerCall<?, ?> call) {
        var malformed = new Refused(Reason.MALFORMED_REQUEST, "the message is no protobuf of this method's request");
        recorder.accept(malformed);
        StatusMapper.close(call, malformed.refusal());
    }
}
