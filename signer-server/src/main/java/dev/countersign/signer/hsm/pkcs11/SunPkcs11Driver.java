package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.model.PinnedKey;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.Signature;

/// Signs through the JDK's SunPKCS11 provider; keys that the provider does not see go to the direct binding.
final class SunPkcs11Driver implements Driver {

    /// ECDSA over a digest that we computed; `r || s`, not DER.
    private static final String ALGORITHM = "NONEwithECDSAinP1363Format";

    private final SunPkcs11Keys keys;
    private final Driver direct;
    private Signature signature;

    /// @param direct owned by this driver from here on
    SunPkcs11Driver(SunPkcs11Keys keys, Driver direct) throws SigningFault {
        this.keys = keys;
        this.direct = direct;
        this.signature = signature(keys);
    }

    @Override
    public byte[] sign(PinnedKey key, byte[] data) throws SigningFault {
        var privateKey = keys.keys().get(key);
        if (privateKey == null) {
            return direct.sign(key, data);
        }
        try {
            signature.initSign(privateKey); // C_SignInit
            signature.update(data); // kept in the JVM until sign()
        } catch (GeneralSecurityException | ProviderException e) {
            throw new SigningFault("C_SignInit by SunPKCS11: " + SunPkcs11Keys.rootMessage(e), false);
        }
        try {
            return signature.sign();
        } catch (GeneralSecurityException | ProviderException e) {
            throw new SigningFault("C_Sign by SunPKCS11: " + SunPkcs11Keys.rootMessage(e), true);
        }
    }

    @Override
    public void renew() throws SigningFault {
        direct.renew();
        signature = signature(keys);
    }

    @Override
    public void close() {
        direct.close();
    }

    private static Signature signature(SunPkcs11Keys keys) throws SigningFault {
        try {
            return Signature.getInstance(ALGORITHM, keys.provider());
        } catch (GeneralSecurityException | ProviderException e) {
            throw new SigningFault(ALGORITHM + " by SunPKCS11: " + SunPkcs11Keys.rootMessage(e), false);
        }
    }
}
