package dev.countersign.signer.transport.grpc;

import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import io.grpc.Context;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Refuses a call as soon as the peer's calls, or everybody's, would hold more bytes than they may: while its message
/// still comes in, and without looking at it.
final class BoundedBytes implements ServerInterceptor {

    private final Supplier<Object> peer;
    private final Consumer<Refused> recorder;

    /// @param peer whose the call is that this thread handles
    /// @param recorder is told of each refusal, in the context of the call
    BoundedBytes(Supplier<Object> peer, Consumer<Refused> recorder) {
        this.peer = peer;
        this.recorder = recorder;
    }

    static Refused overloaded() {
        return new Refused(Reason.OVERLOADED, "too many bytes are under way; repeat the same request after a pause");
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var bytes = CallBytes.ofCall();
        if (!bytes.begin(peer.get(), Context.current().wrap(() -> refuse(call)))) {
            refuse(call);
            return new ServerCall.Listener<>() {};
        }
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(Q message) {
                if (!bytes.isRefused()) {
                    super.onMessage(message);
                }
            }

            @Override
            public void onHalfClose() {
                if (!bytes.isRefused()) {
                    super.onHalfClose();
                }
            }
        };
    }

    private void refuse(ServerCall<?, ?> call) {
        var refused = overloaded();
        recorder.accept(refused);
        StatusMapper.close(call, refused.refusal());
    }
}
