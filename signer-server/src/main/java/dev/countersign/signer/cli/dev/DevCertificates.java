package dev.countersign.signer.cli.dev;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A development CA (ECDSA P-256) that lives as long as this object: its key is never written, so nobody can add a
/// client to a development set-up later, and nobody can mistake it for the firm's CA. Valid for 90 days.
final class DevCertificates {

    private static final Duration VALIDITY = Duration.ofDays(90);
    private final SecureRandom random = new SecureRandom();
    private final X500Name issuer;
    private final Instant notBefore;
    private final KeyPair ca;
    private final X509CertificateHolder caCertificate;

    /// @param name of the CA
    DevCertificates(String name, Instant now) {
        issuer = new X500Name("CN=" + name);
        notBefore = now.minus(Duration.ofMinutes(5));
        ca = newKeyPair();
        caCertificate = issue(
                issuer,
                ca,
                extension(Extension.basicConstraints, new BasicConstraints(0)),
                extension(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
    }

    /// Writes the CA's certificate.
    void writeCa(Path file) throws IOException {
        PrivateFiles.write(file, pem(caCertificate));
    }

    /// Writes a server's certificate and key for loopback.
    void writeServer(Path certificate, Path key) throws IOException {
        var names = new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
        });
        writeLeaf("CN=countersign", names, KeyPurposeId.id_kp_serverAuth, certificate, key);
    }

    /// Writes a client's certificate and key.
    void writeClient(String spiffeId, Path certificate, Path key) throws IOException {
        var names = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, spiffeId));
        writeLeaf("CN=client", names, KeyPurposeId.id_kp_clientAuth, certificate, key);
    }

    private void writeLeaf(String subject, GeneralNames names, KeyPurposeId purpose, Path certificate, Path key)
            throws IOException {
        var pair = newKeyPair();
        var leaf = issue(
                new X500Name(subject),
                pair,
                extension(Extension.basicConstraints, new BasicConstraints(false)),
                extension(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature)),
                extension(Extension.extendedKeyUsage, new ExtendedKeyUsage(purpose)),
                extension(Extension.subjectAlternativeName, names));
        PrivateFiles.write(certificate, pem(leaf));
        PrivateFiles.write(key, pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
    }

    private record NamedExtension(ASN1ObjectIdentifier id, ASN1Encodable value) {}

    private static NamedExtension extension(ASN1ObjectIdentifier id, ASN1Encodable value) {
        return new NamedExtension(id, value);
    }

    private X509CertificateHolder issue(X500Name subject, KeyPair pair, NamedExtension... extensions) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(127, random).setBit(126),
                    Date.from(notBefore),
                    Date.from(notBefore.plus(VALIDITY)),
                    subject,
                    pair.getPublic());
            for (var extension : extensions) {
                // Critical, but for names and purposes, which RFC 5280 §4.2.1 leaves non-critical beside a subject.
                var critical = extension.id().equals(Extension.basicConstraints)
                        || extension.id().equals(Extension.keyUsage);
                builder.addExtension(extension.id(), critical, extension.value());
            }
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(ca.getPrivate()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("every JDK signs with ECDSA", e);
        }
    }

    private static KeyPair newKeyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var pem = new JcaPEMWriter(text)) {
            pem.writeObject(object);
        }
        return text.toString();
    }
}
