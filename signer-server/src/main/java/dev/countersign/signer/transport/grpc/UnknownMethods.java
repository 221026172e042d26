package dev.countersign.signer.transport.grpc;

import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Answers calls of methods that there are not, with a reason like every other refusal. Reads nothing of them.
final class UnknownMethods extends HandlerRegistry {

    private final ServerInterceptor peers;

    /// @param peers refuses whom it does not admit even to this
    UnknownMethods(ServerInterceptor peers) {
        this.peers = peers;
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String methodName, @Nullable String authority) {
        var method = MethodDescriptor.newBuilder(Unread.INSTANCE, Unread.INSTANCE)
                .setFullMethodName(methodName)
                .setType(MethodType.UNKNOWN)
                .build();
        ServerCallHandler<Unread, Unread> unknown = (call, _) -> {
            StatusMapper.close(call, Refusal.of(Reason.METHOD_UNKNOWN, "this server has no method " + methodName));
            return new ServerCall.Listener<>() {};
        };
        return ServerMethodDefinition.create(method, (call, headers) -> peers.interceptCall(call, headers, unknown));
    }

    /// A message that nobody looks at.
    private enum Unread implements MethodDescriptor.Marshaller<Unread> {
        INSTANCE;

        @Override
        public InputStream stream(Unread value) {
            return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public Unread parse(InputStream stream) {
            return INSTANCE;
        }
    }
}
