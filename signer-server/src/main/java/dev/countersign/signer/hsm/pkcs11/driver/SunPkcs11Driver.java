package dev.countersign.signer.hsm.pkcs11.driver;

import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signs through the JDK's SunPKCS11 provider; keys that the provider does not see go to the direct binding.
///
/// It has no session of its own: the provider takes one from its pool for each signature. The direct binding's is
/// this driver's own.
final class SunPkcs11Driver implements Driver {

    private static final Logger LOG = LoggerFactory.getLogger(SunPkcs11Driver.class);

    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    private final SunPkcs11Keys keys;
    private final Driver direct;
    private final Map<SignatureAlgorithm, Signature> signatures = new EnumMap<>(SignatureAlgorithm.class);
    private final Map<PinnedKey.Kind, Mac> macs = new EnumMap<>(PinnedKey.Kind.class);

    private boolean toldOccupied;

    /// @param direct owned by this driver from here on
    SunPkcs11Driver(SunPkcs11Keys keys, Driver direct) {
        this.keys = keys;
        this.direct = direct;
    }

    @Override
    public byte[] sign(PinnedKey key, SignatureAlgorithm algorithm, byte[] data) throws SigningFault {
        algorithm.requireSignable(key.kind(), data);
        return switch (keys.keys().get(key)) {
            case PrivateKey privateKey -> {
                var signature = begun(privateKey, algorithm, data);
                yield signature.isPresent() ? signed(signature.get()) : direct.sign(key, algorithm, data);
            }
            case SecretKey secretKey -> {
                var mac = begun(secretKey, key.kind(), data);
                yield mac.isPresent() ? signed(mac.get()) : direct.sign(key, algorithm, data);
            }
            case null, default -> direct.sign(key, algorithm, data);
        };
    }

    @Override
    public byte[] checkValue(PinnedKey key) throws SigningFault {
        if (keys.keys().get(key) instanceof SecretKey secretKey) {
            var mac = begun(secretKey, key.kind(), CheckValue.RESERVED_TEXT.toByteArray());
            if (mac.isPresent()) {
                return signed(mac.get());
            }
        }
        return direct.checkValue(key);
    }

    @Override
    public void renew() throws SigningFault {
        direct.renew();
        signatures.clear(); // one that failed may hold a session, in any state
        macs.clear();
    }

    @Override
    public void close() {
        direct.close();
    }

    /// Empty where the direct binding must sign, see [#occupied].
    private Optional<Signature> begun(PrivateKey key, SignatureAlgorithm algorithm, byte[] data) throws SigningFault {
        try {
            var signature = signature(algorithm);
            signature.initSign(key); // C_SignInit
            signature.update(data); // kept in the JVM for ECDSA; for RSA C_SignUpdate, which makes no signature
            return Optional.of(signature);
        } catch (GeneralSecurityException | ProviderException e) {
            if (occupied(e)) {
                return Optional.empty();
            }
            throw notAsked(e);
        }
    }

    private Optional<Mac> begun(SecretKey key, PinnedKey.Kind kind, byte[] data) throws SigningFault {
        try {
            var mac = mac(kind);
            mac.init(key); // C_SignInit
            mac.update(data); // C_SignUpdate
            return Optional.of(mac);
        } catch (GeneralSecurityException | ProviderException e) {
            if (occupied(e)) {
                return Optional.empty();
            }
            throw notAsked(e);
        }
    }

    private static byte[] signed(Signature signature) throws SigningFault {
        try {
            return signature.sign();
        } catch (GeneralSecurityException | ProviderException e) {
            throw asked(e);
        }
    }

    private static byte[] signed(Mac mac) throws SigningFault {
        try {
            return mac.doFinal();
        } catch (ProviderException e) {
            throw asked(e);
        }
    }

    /// True if the provider's session still has an operation of before. A token ends the operation with a C_Sign
    /// that fails (PKCS#11 v2.40 §5.11), and the provider relies on that: it puts the session back into its pool.
    /// Where a call failed before it reached the token, the session stays occupied, and the provider takes it again
    /// and again. Nothing has been asked, so the direct binding, which closes such a session, may sign instead.
    private boolean occupied(Exception e) {
        var occupied = SunPkcs11Keys.rootMessage(e).equals("CKR_OPERATION_ACTIVE");
        if (occupied && !toldOccupied) {
            toldOccupied = true;
            LOG.warn("a session of SunPKCS11 is occupied for good; the direct binding signs when it comes up");
        }
        return occupied;
    }

    private Signature signature(SignatureAlgorithm algorithm) throws GeneralSecurityException {
        var known = signatures.get(algorithm);
        if (known != null) {
            return known;
        }
        var made = Signature.getInstance(name(algorithm), keys.provider());
        if (algorithm == SignatureAlgorithm.RSA_PSS_SHA256) {
            made.setParameter(PSS);
        }
        signatures.put(algorithm, made);
        return made;
    }

    private Mac mac(PinnedKey.Kind kind) throws GeneralSecurityException {
        var known = macs.get(kind);
        if (known != null) {
            return known;
        }
        var made = SunPkcs11Keys.mac(keys.provider(), kind);
        macs.put(kind, made);
        return made;
    }

    private static String name(SignatureAlgorithm algorithm) {
        return switch (algorithm) {
            case ECDSA -> "NONEwithECDSAinP1363Format"; // r || s, not DER
            case RSA_PKCS1_SHA256 -> "SHA256withRSA";
            case RSA_PSS_SHA256 -> "SHA256withRSASSA-PSS";
            case EDDSA, HMAC -> throw new IllegalArgumentException("no signature of this provider: " + algorithm);
        };
    }

    private static SigningFault notAsked(Exception e) {
        return new SigningFault("C_SignInit by SunPKCS11: " + SunPkcs11Keys.rootMessage(e), false);
    }

    private static SigningFault asked(Exception e) {
        return new SigningFault("C_Sign by SunPKCS11: " + SunPkcs11Keys.rootMessage(e), true);
    }
}
