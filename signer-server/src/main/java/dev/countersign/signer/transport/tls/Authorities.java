package dev.countersign.signer.transport.tls;

import dev.countersign.signer.transport.tls.TlsSettings.Peers;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which CA certificates vouch at which listener. None may at two: a client's certificate never opens the operators'
/// listener, nor an operator's the clients', whatever name either carries. Thread-safe.
public final class Authorities {

    private final Map<Peers, List<X509Certificate>> inUse = new EnumMap<>(Peers.class);

    /// Takes `certificates` into use in place of those that vouched for `peers` before.
    ///
    /// @throws CertificateException if one of them also vouches at another listener; the old ones stay
    synchronized void use(Peers peers, List<X509Certificate> certificates) throws CertificateException {
        for (var other : inUse.entrySet()) {
            if (other.getKey() == peers) {
                continue;
            }
            var shared = shared(certificates, other.getValue());
            if (shared.isPresent()) {
                throw new CertificateException("the CA '" + nameOf(shared.get()) + "' also vouches for "
                        + other.getKey().word() + "; each listener needs an authority of its own");
            }
        }
        inUse.put(peers, List.copyOf(certificates));
    }

    /// The first certificate of `ones` that has the key of one of `others` (subjectPublicKeyInfo, RFC 5280 §4.1),
    /// or that one of the two vouches for: then a chain under one may end under the other.
    static Optional<X509Certificate> shared(List<X509Certificate> ones, List<X509Certificate> others) {
        return ones.stream()
                .filter(one -> others.stream().anyMatch(other -> related(one, other)))
                .findFirst();
    }

    static String nameOf(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    private static boolean related(X509Certificate one, X509Certificate other) {
        return one.getPublicKey().equals(other.getPublicKey())
                || vouches(one.getPublicKey(), other)
                || vouches(other.getPublicKey(), one);
    }

    private static boolean vouches(PublicKey key, X509Certificate certificate) {
        try {
            certificate.verify(key);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
