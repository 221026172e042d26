package dev.countersign.signer.authentication;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/// Reads the one SPIFFE ID of a certificate that TLS has already verified (X.509-SVID §2 and §5.2).
public final class ClientAuthenticator {

    private static final int SAN_URI = 6;
    private static final String EKU_CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final PolicyBundle bundle;

    public ClientAuthenticator(PolicyBundle bundle) {
        this.bundle = bundle;
    }

    /// The client that the certificate names. TLS looks at its dates once, when the connection is made; here they are
    /// looked at again, because a connection can outlive its certificate.
    ///
    /// @param leaf the peer's own certificate, its chain verified by TLS
    /// @throws Refused CLIENT_UNKNOWN if it is not valid now, is a CA, is not for client authentication, does not
    ///     carry exactly one URI, or names no client of the policy
    public Client authenticate(X509Certificate leaf) throws Refused {
        requireValidNow(leaf);
        if (leaf.getBasicConstraints() != -1) {
            throw unknown("the client certificate is a CA certificate; use a leaf");
        }
        var uris = urisOf(leaf);
        if (uris.size() != 1) {
            throw unknown(
                    "the client certificate carries " + uris.size() + " URI names; exactly one SPIFFE ID is wanted");
        }
        var client = clientOf(uris.getFirst());
        if (!bundle.knows(client)) {
            throw unknown(client + " is no client of the active policy");
        }
        return client;
    }

    private static void requireValidNow(X509Certificate leaf) throws Refused {
        try {
            leaf.checkValidity();
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            throw unknown("the client certificate is not valid now; connect again with a valid one");
        }
    }

    private static List<String> urisOf(X509Certificate leaf) throws Refused {
        try {
            var usages = leaf.getExtendedKeyUsage();
            if (usages == null || !usages.contains(EKU_CLIENT_AUTH)) {
                throw unknown("the client certificate lacks the extended key usage clientAuth");
            }
            var names = leaf.getSubjectAlternativeNames();
            if (names == null) {
                return List.of();
            }
            return names.stream()
                    .filter(name -> Integer.valueOf(SAN_URI).equals(name.get(0)))
                    .map(name -> String.valueOf(name.get(1)))
                    .toList();
        } catch (CertificateParsingException e) {
            throw unknown("the client certificate's names cannot be read");
        }
    }

    private static Client clientOf(String uri) throws Refused {
        try {
            return new Client(uri);
        } catch (IllegalArgumentException e) {
            throw unknown("the client certificate's URI is no SPIFFE ID such as spiffe://firm.example/hot-wallet");
        }
    }

    private static Refused unknown(String message) {
        return new Refused(Reason.CLIENT_UNKNOWN, message);
    }
}
