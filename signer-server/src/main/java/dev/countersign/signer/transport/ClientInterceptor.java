package dev.countersign.signer.transport;

import dev.countersign.signer.authentication.ClientAuthenticator;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.signing.RefusalRecorder;
import dev.countersign.signer.transport.grpc.PeerInterceptor;
import io.grpc.Context;
import java.security.cert.X509Certificate;
import java.util.Optional;

/// Admits the clients of the policy, each from its networks.
final class ClientInterceptor extends PeerInterceptor<Client> {

    private static final Context.Key<Client> CLIENT = Context.key("countersign.client");

    private final ClientAuthenticator authenticator;
    private final RefusalRecorder refusals;

    ClientInterceptor(ClientAuthenticator authenticator, RefusalRecorder refusals) {
        super(CLIENT, Reason.CLIENT_UNKNOWN);
        this.authenticator = authenticator;
        this.refusals = refusals;
    }

    /// The client of the call that this thread handles.
    static Client client() {
        return peer(CLIENT);
    }

    @Override
    protected Client authenticate(X509Certificate leaf, Optional<IpAddress> address) throws Refused {
        return authenticator.authenticate(leaf, address);
    }

    @Override
    protected void stranger(Refusal refusal, Optional<IpAddress> address) {
        refusals.stranger(refusal, address);
    }
}
