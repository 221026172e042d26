package dev.countersign.signer.hsm.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.model.PinnedKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate that carries a public key and vouches for nothing: SunPKCS11's KeyStore shows a private key only
/// beside a certificate with its CKA_ID.
///
/// It is signed by a software key that exists for this one signature. A self-signed one would be the key's first
/// signature and the only one outside the journal, over bytes that no policy has seen.
///
/// It names itself as its issuer all the same: of any other certificate the KeyStore looks for the issuer's when it
/// loads, in a search of the whole token for each key.
public final class KeyCertificate {

    /// RFC 5280 §4.1.2.5: no well-defined end.
    private static final Instant NO_END = Instant.parse("9999-12-31T23:59:59Z");

    private KeyCertificate() {}

    /// The certificate object to create beside a key.
    ///
    /// @param key of a kind that has a public half
    /// @param id CKA_ID of the key
    public static Template of(PinnedKey key, String label, byte[] id) {
        var serial = new BigInteger(127, new SecureRandom());
        try {
            var subject = new X500Name("O=Countersign key carrier,CN=" + name(key));
            return new Template()
                    .with(Ck.CKA_CLASS, Ck.CKO_CERTIFICATE)
                    .with(Ck.CKA_CERTIFICATE_TYPE, Ck.CKC_X_509)
                    .with(Ck.CKA_TOKEN, true)
                    .with(Ck.CKA_PRIVATE, false)
                    .with(Ck.CKA_MODIFIABLE, false)
                    .with(Ck.CKA_LABEL, label.getBytes(UTF_8))
                    .with(Ck.CKA_ID, id)
                    .with(Ck.CKA_SUBJECT, subject.getEncoded())
                    .with(Ck.CKA_ISSUER, subject.getEncoded())
                    .with(Ck.CKA_SERIAL_NUMBER, new ASN1Integer(serial).getEncoded())
                    .with(Ck.CKA_VALUE, certificate(key, subject, serial));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("every Java platform has SHA-256 and signs with P-256", e);
        }
    }

    /// SHA-256 of what pins the key, in hex: the 64 characters that a common name may have (RFC 5280 §A.1).
    private static String name(PinnedKey key) throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-256").digest(key.encoded().toByteArray());
        return HexFormat.of().formatHex(digest);
    }

    private static byte[] certificate(PinnedKey key, X500Name subject, BigInteger serial)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        var builder = new X509v3CertificateBuilder(
                subject,
                serial,
                Date.from(Instant.EPOCH),
                Date.from(NO_END),
                subject,
                PublicKeys.subjectPublicKeyInfo(key));
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var ephemeral = generator.generateKeyPair().getPrivate();
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(ephemeral))
                .getEncoded();
    }
}
