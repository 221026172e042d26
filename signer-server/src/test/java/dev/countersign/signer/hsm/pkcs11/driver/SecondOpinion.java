package dev.countersign.signer.hsm.pkcs11.driver;

import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.PublicKeyInfo;
import dev.countersign.signer.signature.SignatureAlgorithm;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/// Bouncy Castle, which the server does not ask, on signatures.
final class SecondOpinion {

    private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();

    private SecondOpinion() {}

    static boolean isSignature(PinnedKey key, SignatureAlgorithm algorithm, byte[] data, byte[] raw) throws Exception {
        return switch (algorithm) {
            case ECDSA -> isEcdsa(key, data, raw);
            case EDDSA -> verify("Ed25519", "Ed25519", key, data, raw);
            case RSA_PKCS1_SHA256 -> verify("RSA", "SHA256withRSA", key, data, raw);
            case RSA_PSS_SHA256 -> verify("RSA", "SHA256withRSAandMGF1", key, data, raw);
            case HMAC -> throw new IllegalArgumentException("no public half");
        };
    }

    private static boolean isEcdsa(PinnedKey key, byte[] digest, byte[] raw) throws Exception {
        var publicKey = (ECPublicKeyParameters)
                PublicKeyFactory.createKey(PublicKeyInfo.of(key).toByteArray());
        var rs = PlainDSAEncoding.INSTANCE.decode(publicKey.getParameters().getN(), raw);
        var signer = new ECDSASigner();
        signer.init(false, publicKey);
        return signer.verifySignature(digest, rs[0], rs[1]);
    }

    private static boolean verify(String keyAlgorithm, String algorithm, PinnedKey key, byte[] data, byte[] raw)
            throws Exception {
        var signature = Signature.getInstance(algorithm, BOUNCY_CASTLE);
        if (algorithm.endsWith("MGF1")) {
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
        var publicKey = new X509EncodedKeySpec(PublicKeyInfo.of(key).toByteArray());
        signature.initVerify(KeyFactory.getInstance(keyAlgorithm, BOUNCY_CASTLE).generatePublic(publicKey));
        signature.update(data);
        return signature.verify(raw);
    }
}
