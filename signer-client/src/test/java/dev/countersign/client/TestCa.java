package dev.countersign.client;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority for one test.
public final class TestCa {

    private static final AtomicLong SERIAL = new AtomicLong(1);

    private final X500Name name;
    private final KeyPair keys = newKeys();
    private final X509Certificate certificate;

    public TestCa(String name) {
        this.name = new X500Name("CN=" + name);
        this.certificate = issue(this.name, keys, List.of());
    }

    /// Writes `client.crt`, `client.key` and `ca.crt` for a client that trusts `trusted`, each by a rename.
    public Path writeClient(Path directory, String spiffeId, TestCa trusted) {
        return write(directory, "client", new GeneralName(GeneralName.uniformResourceIdentifier, spiffeId), trusted);
    }

    /// Writes `server.crt`, `server.key` and `ca.crt` for a server at `dnsName` that trusts `trusted`.
    public Path writeServer(Path directory, String dnsName, TestCa trusted) {
        return write(directory, "server", new GeneralName(GeneralName.dNSName, dnsName), trusted);
    }

    private Path write(Path directory, String role, GeneralName alternative, TestCa trusted) {
        var own = newKeys();
        var issued = issue(new X500Name("CN=" + role), own, List.of(alternative));
        replace(directory.resolve(role + ".crt"), issued);
        replace(directory.resolve(role + ".key"), own);
        replace(directory.resolve("ca.crt"), trusted.certificate);
        return directory;
    }

    private X509Certificate issue(X500Name subject, KeyPair subjectKeys, List<GeneralName> alternatives) {
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(SERIAL.getAndIncrement()),
                Date.from(now.minus(Duration.ofMinutes(1))),
                Date.from(now.plus(Duration.ofHours(1))),
                subject,
                subjectKeys.getPublic());
        try {
            if (alternatives.isEmpty()) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            } else {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(alternatives.toArray(GeneralName[]::new)));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void replace(Path file, Object content) {
        var text = new StringWriter();
        try (var pem = new JcaPEMWriter(text)) {
            pem.writeObject(content instanceof KeyPair pair ? new JcaPKCS8Generator(pair.getPrivate(), null) : content);
            pem.flush();
            var next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text.toString());
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
