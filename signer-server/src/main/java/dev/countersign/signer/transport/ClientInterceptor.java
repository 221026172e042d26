package dev.countersign.signer.transport;

import dev.countersign.signer.authentication.ClientAuthenticator;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.signing.RefusalRecorder;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Puts the authenticated [Client] into each call's context, or refuses the call before a byte of it is parsed.
final class ClientInterceptor implements ServerInterceptor {

    private static final Context.Key<Client> CLIENT = Context.key("countersign.client");

    private final ClientAuthenticator authenticator;
    private final RefusalRecorder refusals;

    ClientInterceptor(ClientAuthenticator authenticator, RefusalRecorder refusals) {
        this.authenticator = authenticator;
        this.refusals = refusals;
    }

    /// The client of the call that this thread handles.
    static Client client() {
        var client = CLIENT.get();
        if (client == null) {
            throw new IllegalStateException("a call went past the client interceptor");
        }
        return client;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        try {
            var client = authenticator.authenticate(leafOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)));
            return Contexts.interceptCall(Context.current().withValue(CLIENT, client), call, headers, next);
        } catch (Refused refused) {
            refusals.stranger(refused.refusal());
            StatusMapper.close(call, refused.refusal());
            return new ServerCall.Listener<>() {};
        }
    }

    private static X509Certificate leafOf(@Nullable SSLSession session) throws Refused {
        try {
            if (session != null && session.getPeerCertificates()[0] instanceof X509Certificate leaf) {
                return leaf;
            }
        } catch (SSLPeerUnverifiedException e) {
            // The TLS layer demands a certificate, so this is a transport without one: refused below.
        }
        throw new Refused(Reason.CLIENT_UNKNOWN, "no verified client certificate");
    }
}
