package dev.countersign.signer.authentication;

import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/// Reads the one SPIFFE ID of a client certificate that TLS has already verified (X.509-SVID §2 and §5.2), as strictly
/// for operators as for clients.
///
/// @param unknown why a certificate is refused
record SpiffeLeaf(Reason unknown) {

    private static final int SAN_URI = 6;
    private static final String EKU_CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    /// The URI name, whose form is the caller's to check. TLS looks at a certificate's dates once, when the connection
    /// is made; here they are looked at again, because a connection can outlive its certificate.
    ///
    /// @throws Refused if the certificate is not valid now, is a CA, is not for client authentication, or does not
    ///     carry exactly one URI
    String uriOf(X509Certificate leaf) throws Refused {
        requireValidNow(leaf);
        if (leaf.getBasicConstraints() != -1) {
            throw refused("the client certificate is a CA certificate; use a leaf");
        }
        var uris = urisOf(leaf);
        if (uris.size() != 1) {
            throw refused(
                    "the client certificate carries " + uris.size() + " URI names; exactly one SPIFFE ID is wanted");
        }
        return uris.getFirst();
    }

    Refused refused(String message) {
        return new Refused(unknown, message);
    }

    private void requireValidNow(X509Certificate leaf) throws Refused {
        try {
            leaf.checkValidity();
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            throw refused("the client certificate is not valid now; connect again with a valid one");
        }
    }

    private List<String> urisOf(X509Certificate leaf) throws Refused {
        try {
            var usages = leaf.getExtendedKeyUsage();
            if (usages == null || !usages.contains(EKU_CLIENT_AUTH)) {
                throw refused("the client certificate lacks the extended key usage clientAuth");
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
            throw refused("the client certificate's names cannot be read");
        }
    }
}
