package dev.countersign.signer.authentication;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.security.cert.X509Certificate;

/// Tells which client of the policy a certificate names.
public final class ClientAuthenticator {

    private static final SpiffeLeaf LEAF = new SpiffeLeaf(Reason.CLIENT_UNKNOWN);

    private final PolicyBundle bundle;

    public ClientAuthenticator(PolicyBundle bundle) {
        this.bundle = bundle;
    }

    /// The client that the certificate names.
    ///
    /// @param leaf the peer's own certificate, its chain verified by TLS
    /// @throws Refused CLIENT_UNKNOWN if it is not valid now, is a CA, is not for client authentication, does not
    ///     carry exactly one URI, or names no client of the policy
    public Client authenticate(X509Certificate leaf) throws Refused {
        var client = clientOf(LEAF.uriOf(leaf));
        if (!bundle.knows(client)) {
            throw LEAF.refused(client + " is no client of the active policy");
        }
        return client;
    }

    private static Client clientOf(String uri) throws Refused {
        try {
            return new Client(uri);
        } catch (IllegalArgumentException e) {
            throw LEAF.refused("the client certificate's URI is no SPIFFE ID such as spiffe://firm.example/hot-wallet");
        }
    }
}
