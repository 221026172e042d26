package dev.countersign.signer.authentication;

import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// A CA that issues whatever a test asks for, good or bad.
public final class TestCertificates {

    private static final GeneralName LOOPBACK = new GeneralName(GeneralName.iPAddress, "127.0.0.1");

    private final AtomicLong serial = new AtomicLong(1);
    private final Instant until;
    private final X500Name name;
    private final KeyPair keys = newKeys();
    private final X509Certificate certificate;

    /// A certificate and the keys that it is for.
    public record Issued(X509Certificate certificate, KeyPair keys) {

        /// Writes both as PEM files.
        public void write(Path certificateFile, Path keyFile) throws Exception {
            Files.writeString(certificateFile, pem(certificate));
            Files.writeString(keyFile, pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
        }
    }

    /// A CA whose certificates are valid for ever.
    public TestCertificates(String name) throws Exception {
        this(name, Instant.EPOCH.plus(Duration.ofDays(36500)));
    }

    /// A CA whose certificates end at `until`.
    public TestCertificates(String name, Instant until) throws Exception {
        this.until = until;
        this.name = new X500Name("CN=" + name);
        this.certificate = sign(this.name, keys, true, null);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /// Writes the CA's own certificate.
    public void write(Path file) throws Exception {
        Files.writeString(file, pem(certificate));
    }

    /// A certificate over new keys.
    ///
    /// @param ca whether it says of itself that it is a CA
    /// @param purpose its extended key usage; null for none
    public Issued issue(boolean ca, @Nullable KeyPurposeId purpose, GeneralName... names) throws Exception {
        var subjectKeys = newKeys();
        return new Issued(sign(new X500Name("CN=subject"), subjectKeys, ca, purpose, names), subjectKeys);
    }

    /// A server's certificate for loopback.
    public Issued server() throws Exception {
        return issue(false, KeyPurposeId.id_kp_serverAuth, LOOPBACK);
    }

    /// The same keys in a new certificate.
    public X509Certificate renewed(Issued earlier) throws Exception {
        return sign(new X500Name("CN=subject"), earlier.keys(), false, KeyPurposeId.id_kp_serverAuth, LOOPBACK);
    }

    public Issued client(String spiffeId) throws Exception {
        return issue(false, KeyPurposeId.id_kp_clientAuth, uri(spiffeId));
    }

    public static GeneralName uri(String value) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, value);
    }

    public static GeneralName dns(String value) {
        return new GeneralName(GeneralName.dNSName, value);
    }

    private X509Certificate sign(
            X500Name subject, KeyPair subjectKeys, boolean ca, @Nullable KeyPurposeId purpose, GeneralName... names)
            throws Exception {
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(serial.getAndIncrement()),
                Date.from(Instant.EPOCH),
                Date.from(until),
                subject,
                subjectKeys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
        if (purpose != null) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        }
        if (names.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static KeyPair newKeys() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static String pem(Object content) throws Exception {
        var text = new StringWriter();
        try (var pem = new JcaPEMWriter(text)) {
            pem.writeObject(content);
        }
        return text.toString();
    }
}
