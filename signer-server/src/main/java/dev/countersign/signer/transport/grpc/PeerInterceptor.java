package dev.countersign.signer.transport.grpc;

import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Puts the authenticated peer into each call's context, or refuses the call before a byte of it is parsed.
///
/// @param <P> what a listener calls its peers
public abstract class PeerInterceptor<P> implements ServerInterceptor {

    private final Context.Key<P> key;
    private final Reason unknown;

    /// @param key where the peer stands in the context
    /// @param unknown why a peer without a certificate is refused
    protected PeerInterceptor(Context.Key<P> key, Reason unknown) {
        this.key = key;
        this.unknown = unknown;
    }

    /// The peer that a certificate names.
    ///
    /// @param leaf the peer's own certificate, its chain verified by TLS
    /// @param address where the peer calls from; empty if the transport does not tell an IP address
    /// @throws Refused if it is nobody that the listener admits, or nobody that it admits from there
    protected abstract P authenticate(X509Certificate leaf, Optional<IpAddress> address) throws Refused;

    /// Tells whoever watches of a peer with a verified certificate who was refused.
    ///
    /// @param address as for [#authenticate]
    protected abstract void stranger(Refusal refusal, Optional<IpAddress> address);

    /// The peer of the call that this thread handles.
    final P peer() {
        return peer(key);
    }

    /// The same, for those who know the key.
    protected static <P> P peer(Context.Key<P> key) {
        var peer = key.get();
        if (peer == null) {
            throw new IllegalStateException("a call went past the interceptor of " + key);
        }
        return peer;
    }

    @Override
    public final <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        try {
            var context = Context.current().withValue(key, authenticate(call.getAttributes()));
            return Contexts.interceptCall(context, call, headers, next);
        } catch (Refused refused) {
            return refuse(call, refused.refusal());
        }
    }

    /// For what everyone with a certificate may call: refuses those who are known and still not admitted.
    final ServerInterceptor lenient() {
        return this::interceptKnown;
    }

    private <Q, A> ServerCall.Listener<Q> interceptKnown(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        try {
            authenticate(call.getAttributes());
        } catch (Refused refused) {
            if (refused.reason() != unknown) {
                return refuse(call, refused.refusal());
            }
        }
        return next.startCall(call, headers);
    }

    private P authenticate(Attributes transport) throws Refused {
        return authenticate(leafOf(transport.get(Grpc.TRANSPORT_ATTR_SSL_SESSION)), addressOf(transport));
    }

    private <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, Refusal refusal) {
        stranger(refusal, addressOf(call.getAttributes()));
        StatusMapper.close(call, refusal);
        return new ServerCall.Listener<>() {};
    }

    /// Where the peer is, as the socket has it: no header is believed.
    static Optional<IpAddress> addressOf(Attributes transport) {
        return transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress remote
                ? Optional.ofNullable(remote.getAddress()).map(IpAddress::of)
                : Optional.empty();
    }

    private X509Certificate leafOf(@Nullable SSLSession session) throws Refused {
        try {
            if (session != null && session.getPeerCertificates()[0] instanceof X509Certificate leaf) {
                return leaf;
            }
        } catch (SSLPeerUnverifiedException e) {
            // The TLS layer demands a certificate, so this is a transport without one: refused below.
        }
        throw new Refused(unknown, "no verified client certificate");
    }
}
