package dev.countersign.signer.transport.tls;

import io.grpc.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;

/// Looks at the TLS files before anything is opened: what grpc says of a bad one names neither the file nor the fault,
/// and a key of another certificate it takes, to fail every handshake later. Reads them as grpc will.
public final class TlsFileCheck {

    private static final byte[] CHALLENGE = new byte[32];

    private interface Reader<T> {
        T read(InputStream in) throws IOException, GeneralSecurityException;
    }

    private TlsFileCheck() {}

    /// Requires files that the listener can serve with.
    ///
    /// @throws TlsFileRefused for the first file that will not do
    public static void require(TlsSettings settings, Instant now) throws TlsFileRefused {
        var leaf = certificates(settings.field("certificate"), settings.certificate())[0];
        requireValid(settings, leaf, now);
        requireOf(leaf, settings);
        certificates(settings.field("client_ca"), settings.clientCa());
    }

    /// Requires that no CA vouches at both listeners. Each has passed [#require].
    ///
    /// @throws TlsFileRefused for the first CA of `one` that is also one of `other`, or has its key, or where
    ///     one of the two vouches for the other
    public static void requireApart(TlsSettings one, TlsSettings other) throws TlsFileRefused {
        var shared = Authorities.shared(
                List.of(certificates(one.field("client_ca"), one.clientCa())),
                List.of(certificates(other.field("client_ca"), other.clientCa())));
        if (shared.isPresent()) {
            throw new TlsFileRefused(one.field("client_ca") + ": " + one.clientCa() + " holds the CA '"
                    + Authorities.nameOf(shared.get()) + "', which " + other.field("client_ca") + " ("
                    + other.clientCa() + ") admits too; give " + one.peers().word() + " an authority of their own");
        }
    }

    private static X509Certificate[] certificates(String field, Path file) throws TlsFileRefused {
        var expected = "holds no certificate that can be read; give PEM, BEGIN CERTIFICATE";
        var certificates = read(field, file, expected, CertificateUtils::getX509Certificates);
        if (certificates.length == 0) {
            throw new TlsFileRefused(field + ": " + file + " " + expected);
        }
        return certificates;
    }

    private static <T> T read(String field, Path file, String expected, Reader<T> reader) throws TlsFileRefused {
        try (var in = Files.newInputStream(file)) {
            return reader.read(in);
        } catch (NoSuchFileException e) {
            throw new TlsFileRefused(field + ": no file at " + file + "; put it there, or correct the path");
        } catch (GeneralSecurityException e) {
            throw new TlsFileRefused(field + ": " + file + " " + expected);
        } catch (IOException e) {
            throw new TlsFileRefused(field + ": " + file + " cannot be read by this process: "
                    + e.getClass().getSimpleName());
        }
    }

    private static void requireValid(TlsSettings settings, X509Certificate leaf, Instant now) throws TlsFileRefused {
        var place = settings.field("certificate") + ": " + settings.certificate();
        try {
            leaf.checkValidity(Date.from(now));
        } catch (CertificateExpiredException e) {
            throw new TlsFileRefused(
                    place + " ended at " + leaf.getNotAfter().toInstant() + "; put a new one there, with its key");
        } catch (CertificateNotYetValidException e) {
            throw new TlsFileRefused(place + " begins at " + leaf.getNotBefore().toInstant()
                    + "; wait, or set the machine's clock right");
        }
    }

    private static void requireOf(X509Certificate leaf, TlsSettings settings) throws TlsFileRefused {
        var key = read(
                settings.field("key"),
                settings.key(),
                "holds no private key that can be read; give PEM, PKCS#8 and unencrypted: BEGIN PRIVATE KEY",
                CertificateUtils::getPrivateKey);
        if (!signsFor(leaf, key)) {
            throw new TlsFileRefused(
                    settings.field("key") + ": " + settings.key() + " is not the key of the certificate "
                            + settings.certificate() + "; give the two that were made together");
        }
        requireSecret(settings.field("key"), settings.key());
    }

    /// Root may give a group the key to read, as Debian does for `ssl-cert`, and as Kubernetes and systemd do.
    private static void requireSecret(String field, Path key) throws TlsFileRefused {
        try {
            var permissions = Files.getPosixFilePermissions(key);
            var secret = EnumSet.of(
                    PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
            if (Files.getAttribute(key, "unix:uid") instanceof Integer uid && uid == 0) {
                secret.add(PosixFilePermission.GROUP_READ);
            }
            if (!secret.containsAll(permissions)) {
                throw new TlsFileRefused(field + ": " + key + " is open to others (mode "
                        + PosixFilePermissions.toString(permissions) + "); run: chmod 600 " + key);
            }
        } catch (IOException e) {
            throw new TlsFileRefused(field + ": " + key + " cannot be looked at by this process: "
                    + e.getClass().getSimpleName());
        }
    }

    /// True if the key is the certificate's.
    static boolean signsFor(X509Certificate leaf, PrivateKey key) {
        try {
            var signature =
                    Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(CHALLENGE);
            var signed = signature.sign();
            signature.initVerify(leaf.getPublicKey());
            signature.update(CHALLENGE);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException e) {
            return false; // a key of another algorithm, curve or size
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with RSA and ECDSA", e);
        }
    }
}
