package dev.countersign.signer.hsm.pkcs11.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Cryptoki;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.model.PinnedKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Opens the drivers of one epoch: all of them share its login and its key handles.
public final class Drivers implements AutoCloseable {

    private final Cryptoki cryptoki;
    private final long slot;
    private final Map<PinnedKey, Long> handles;
    private final Optional<SunPkcs11Keys> sunPkcs11;

    private Drivers(Cryptoki cryptoki, long slot, Map<PinnedKey, Long> handles, Optional<SunPkcs11Keys> sunPkcs11) {
        this.cryptoki = cryptoki;
        this.slot = slot;
        this.handles = new ConcurrentHashMap<>(handles);
        this.sunPkcs11 = sunPkcs11;
    }

    /// For the driver that is configured.
    ///
    /// @param slot of a token that this process is logged in to
    /// @param epoch its number, which no other epoch of this process has
    /// @param handles the private or secret keys, good in this epoch only
    public static Drivers of(
            TokenSettings settings, Cryptoki cryptoki, long slot, long epoch, Map<PinnedKey, Long> handles)
            throws HsmStartFailed {
        var sunPkcs11 = settings.driver() == TokenSettings.Driver.SUNPKCS11
                ? Optional.of(sunPkcs11(settings, cryptoki, slot, epoch, handles))
                : Optional.<SunPkcs11Keys>empty();
        return new Drivers(cryptoki, slot, handles, sunPkcs11);
    }

    /// Lets every driver, those that are open too, sign with more keys. The direct binding does that: SunPKCS11 saw the
    /// token before.
    ///
    /// @param more good in this epoch only
    public void add(Map<PinnedKey, Long> more) {
        handles.putAll(more);
    }

    /// Which code signs with a key: what is configured, or the direct binding for what SunPKCS11 does not see.
    public TokenSettings.Driver driverOf(PinnedKey key) {
        return sunPkcs11.isPresent() && sunPkcs11.get().keys().containsKey(key)
                ? TokenSettings.Driver.SUNPKCS11
                : TokenSettings.Driver.CRYPTOKI;
    }

    /// A driver with a session of its own.
    public Driver open() throws SigningFault {
        try {
            var direct = new CryptokiDriver(cryptoki, slot, handles);
            return sunPkcs11.isPresent() ? new SunPkcs11Driver(sunPkcs11.get(), direct) : direct;
        } catch (CryptokiException e) {
            throw new SigningFault(e.getMessage(), false);
        }
    }

    /// Ends the sessions that SunPKCS11 keeps for itself. After the login has ended, and with no driver open.
    @Override
    public void close() {
        sunPkcs11.ifPresent(SunPkcs11Keys::retire);
    }

    private static SunPkcs11Keys sunPkcs11(
            TokenSettings settings, Cryptoki cryptoki, long slot, long epoch, Map<PinnedKey, Long> handles)
            throws HsmStartFailed {
        var asymmetric = new HashSet<PinnedKey>();
        var secret = new HashMap<PinnedKey, Long>();
        handles.forEach((key, handle) -> {
            if (key.kind().asymmetric()) {
                asymmetric.add(key);
            } else {
                secret.put(key, handle);
            }
        });
        try {
            return SunPkcs11Keys.open(settings.module(), slot, epoch, asymmetric, labels(cryptoki, slot, secret));
        } catch (CryptokiException e) {
            throw new HsmStartFailed("the labels of HMAC keys cannot be read: " + e.getMessage());
        }
    }

    /// HMAC keys have no public half by which SunPKCS11 could find them.
    private static Map<PinnedKey, String> labels(Cryptoki cryptoki, long slot, Map<PinnedKey, Long> handles)
            throws CryptokiException {
        var labels = new HashMap<PinnedKey, String>();
        if (!handles.isEmpty()) {
            var session = cryptoki.openSession(slot, 0);
            try {
                for (var entry : handles.entrySet()) {
                    session.attribute(entry.getValue(), Ck.CKA_LABEL)
                            .ifPresent(label -> labels.put(entry.getKey(), new String(label, UTF_8)));
                }
            } finally {
                session.close();
            }
        }
        return labels;
    }
}
