package dev.countersign.signer.authentication;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Supplier;

/// Tells which client of the policy a certificate names, and holds it to its networks.
public final class ClientAuthenticator {

    private static final SpiffeLeaf LEAF = new SpiffeLeaf(Reason.CLIENT_UNKNOWN);

    private final Supplier<PolicyBundle> policies;
    private final Vouched vouched = new Vouched();

    /// @param policies the policy that decides now
    public ClientAuthenticator(Supplier<PolicyBundle> policies) {
        this.policies = policies;
    }

    /// The client that the certificate names.
    ///
    /// @param leaf the peer's own certificate, its chain verified by TLS
    /// @param address where the call comes from, as the transport has it; empty if it does not tell
    /// @throws Refused CLIENT_UNKNOWN if it is not valid now, is a CA, is not for client authentication, does not
    ///     carry exactly one URI, names no client of the policy, or is of another CA than the policy names
    ///     for it; CLIENT_NETWORK_REFUSED, without a word on what would do, if the policy does not let the client
    ///     call from `address`
    public Client authenticate(X509Certificate leaf, Optional<IpAddress> address) throws Refused {
        var bundle = policies.get();
        var client = clientOf(LEAF.uriOf(leaf));
        if (!bundle.knows(client)) {
            throw LEAF.refused(client + " is no client of the active policy");
        }
        if (!vouched.holds(bundle.ca(client), leaf)) {
            throw LEAF.refused(
                    "the certificate of " + client + " is not of the CA that the active policy names for it");
        }
        if (!bundle.admits(client, address)) {
            throw new Refused(
                    Reason.CLIENT_NETWORK_REFUSED,
                    client + " may not call from this address; the server's log has the address as it is seen there,"
                            + " and the policy's clients say in 'from' what is allowed");
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
