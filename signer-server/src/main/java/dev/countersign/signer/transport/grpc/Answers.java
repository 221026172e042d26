package dev.countersign.signer.transport.grpc;

import com.google.protobuf.MessageLite;
import dev.countersign.signer.model.Refused;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;

/// Answers each call on a thread of its own as soon as its request is whole, so it may wait; what comes before that is
/// done by the network's thread, which must not.
///
/// @param waiting starts a virtual thread for each call
public record Answers(Executor waiting) {

    /// What a call is answered with.
    public interface Answer<T> {
        T give() throws Refused;
    }

    /// Answers one call. What is thrown beside `Refused` is a defect: it reaches the interceptor as UNKNOWN and leaves
    /// as an incident.
    public <T extends MessageLite> void answer(StreamObserver<T> out, Answer<T> answer) {
        var bytes = CallBytes.ofCall();
        bytes.enter();
        waiting.execute(Context.current().wrap(() -> {
            try {
                var message = answer.give();
                if (!bytes.exchange(message.getSerializedSize())) {
                    throw BoundedBytes.overloaded();
                }
                out.onNext(message);
                out.onCompleted();
            } catch (Refused refused) {
                out.onError(StatusMapper.toStatus(refused));
            } catch (RuntimeException | Error defect) {
                out.onError(Status.UNKNOWN.withCause(defect).asRuntimeException());
            } finally {
                bytes.leave();
            }
        }));
    }
}
