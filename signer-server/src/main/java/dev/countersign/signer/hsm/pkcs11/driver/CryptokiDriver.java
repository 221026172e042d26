package dev.countersign.signer.hsm.pkcs11.driver;

import static java.util.Objects.requireNonNull;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Cryptoki;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Mechanism;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.SignatureAlgorithm;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signs through the direct binding, on one read-only session.
final class CryptokiDriver implements Driver {

    private static final Logger LOG = LoggerFactory.getLogger(CryptokiDriver.class);

    private static final Mechanism ECDSA = Mechanism.of(Ck.CKM_ECDSA);
    private static final Mechanism EDDSA = Mechanism.of(Ck.CKM_EDDSA);
    private static final Mechanism RSA_PKCS1 = Mechanism.of(Ck.CKM_SHA256_RSA_PKCS);
    private static final Mechanism RSA_PSS =
            Mechanism.pss(Ck.CKM_SHA256_RSA_PKCS_PSS, Ck.CKM_SHA256, Ck.CKG_MGF1_SHA256, 32);
    private static final Mechanism HMAC_SHA256 = Mechanism.of(Ck.CKM_SHA256_HMAC);
    private static final Mechanism HMAC_SHA384 = Mechanism.of(Ck.CKM_SHA384_HMAC);
    private static final Mechanism HMAC_SHA512 = Mechanism.of(Ck.CKM_SHA512_HMAC);

    private final Cryptoki cryptoki;
    private final long slot;
    private final Map<PinnedKey, Long> handles;
    private CryptokiSession session;

    /// @param handles of the epoch that the slot's login belongs to; more may come while it lasts
    CryptokiDriver(Cryptoki cryptoki, long slot, Map<PinnedKey, Long> handles) throws CryptokiException {
        this.cryptoki = cryptoki;
        this.slot = slot;
        this.handles = handles;
        this.session = cryptoki.openSession(slot, 0);
    }

    @Override
    public byte[] sign(PinnedKey key, SignatureAlgorithm algorithm, byte[] data) throws SigningFault {
        algorithm.requireSignable(key.kind(), data);
        return signed(key, mechanism(key.kind(), algorithm), data);
    }

    @Override
    public byte[] checkValue(PinnedKey key) throws SigningFault {
        return signed(key, mechanism(key.kind(), SignatureAlgorithm.HMAC), CheckValue.RESERVED_TEXT.toByteArray());
    }

    private byte[] signed(PinnedKey key, Mechanism mechanism, byte[] data) throws SigningFault {
        long handle = requireNonNull(handles.get(key), "a key that this epoch does not serve");
        try {
            session.signInit(mechanism, handle);
        } catch (CryptokiException e) {
            throw new SigningFault(e.getMessage(), false);
        }
        try {
            return session.sign(data);
        } catch (CryptokiException e) {
            throw new SigningFault(e.getMessage(), true);
        }
    }

    private static Mechanism mechanism(PinnedKey.Kind kind, SignatureAlgorithm algorithm) {
        return switch (algorithm) {
            case ECDSA -> ECDSA;
            case EDDSA -> EDDSA;
            case RSA_PKCS1_SHA256 -> RSA_PKCS1;
            case RSA_PSS_SHA256 -> RSA_PSS;
            case HMAC ->
                switch (kind) {
                    case HMAC_SHA256 -> HMAC_SHA256;
                    case HMAC_SHA384 -> HMAC_SHA384;
                    case HMAC_SHA512 -> HMAC_SHA512;
                    case SECP256K1, P256, P384, ED25519, RSA_2048, RSA_3072 ->
                        throw new IllegalArgumentException("a key of kind " + kind + " makes no MAC");
                };
        };
    }

    @Override
    public void renew() throws SigningFault {
        close();
        try {
            session = cryptoki.openSession(slot, 0);
        } catch (CryptokiException e) {
            throw new SigningFault(e.getMessage(), false);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (CryptokiException e) {
            LOG.debug("a session did not close: {}", e.getMessage());
        }
    }
}
