package dev.countersign.signer.transport.tls;

import io.grpc.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
        var leaf = certificates("tls.certificate", settings.certificate())[0];
        requireValid(settings.certificate(), leaf, now);
        requireOf(leaf, settings);
        certificates("tls.client_ca", settings.clientCa());
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

    private static void requireValid(Path file, X509Certificate leaf, Instant now) throws TlsFileRefused {
        try {
            leaf.checkValidity(Date.from(now));
        } catch (CertificateExpiredException e) {
            throw new TlsFileRefused("tls.certificate: " + file + " ended at "
                    + leaf.getNotAfter().toInstant() + "; put a new one there, with its key");
        } catch (CertificateNotYetValidException e) {
            throw new TlsFileRefused("tls.certificate: " + file + " begins at "
                    + leaf.getNotBefore().toInstant() + "; wait, or set the machine's clock right");
        }
    }

    private static void requireOf(X509Certificate leaf, TlsSettings settings) throws TlsFileRefused {
        var key = read(
                "tls.key",
                settings.key(),
                "holds no private key that can be read; give PEM, PKCS#8 and unencrypted: BEGIN PRIVATE KEY",
                CertificateUtils::getPrivateKey);
        if (!signsFor(leaf, key)) {
            throw new TlsFileRefused("tls.key: " + settings.key() + " is not the key of the certificate "
                    + settings.certificate() + "; give the two that were made together");
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
