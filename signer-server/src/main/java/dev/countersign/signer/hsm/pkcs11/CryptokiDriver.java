package dev.countersign.signer.hsm.pkcs11;

import static java.util.Objects.requireNonNull;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Cryptoki;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.model.PinnedKey;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signs through the direct binding, on one read-only session.
final class CryptokiDriver implements Driver {

    private static final Logger LOG = LoggerFactory.getLogger(CryptokiDriver.class);

    /// Longer than any signature we ask for, so that a wrong length shows as such.
    private static final int SIGNATURE_ROOM = 128;

    private final Cryptoki cryptoki;
    private final long slot;
    private final Map<PinnedKey, Long> handles;
    private long session;

    /// @param handles of the epoch that the slot's login belongs to
    CryptokiDriver(Cryptoki cryptoki, long slot, Map<PinnedKey, Long> handles) throws CryptokiException {
        this.cryptoki = cryptoki;
        this.slot = slot;
        this.handles = Map.copyOf(handles);
        this.session = cryptoki.openSession(slot, 0);
    }

    @Override
    public byte[] sign(PinnedKey key, byte[] data) throws SigningFault {
        long handle = requireNonNull(handles.get(key), "a key that this epoch does not serve");
        var mechanism = switch (key.kind()) {
            case SECP256K1 -> Ck.CKM_ECDSA;
            case ED25519 -> Ck.CKM_EDDSA;
        };
        try {
            cryptoki.signInit(session, mechanism, handle);
        } catch (CryptokiException e) {
            throw new SigningFault(e.getMessage(), false);
        }
        try {
            return cryptoki.sign(session, data, SIGNATURE_ROOM);
        } catch (CryptokiException e) {
            throw new SigningFault(e.getMessage(), true);
        }
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
            cryptoki.closeSession(session);
        } catch (CryptokiException e) {
            LOG.debug("a session did not close: {}", e.getMessage());
        }
    }
}
