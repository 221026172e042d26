package dev.countersign.signer.hsm.pkcs11.driver;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.PublicKeyInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.security.auth.login.LoginException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A SunPKCS11 provider for one slot, and the keys that its KeyStore shows. Belongs to one epoch: after a token lost
/// its sessions, a provider never recovers.
///
/// The provider is not registered with [Security], and it gets no PIN: `KeyStore.load(null, null)` finds the process
/// logged in, and where it is not, it fails without asking the token.
///
/// @param keys private and secret keys
record SunPkcs11Keys(Provider provider, Map<PinnedKey, Key> keys) {

    private static final Logger LOG = LoggerFactory.getLogger(SunPkcs11Keys.class);

    SunPkcs11Keys {
        keys = Map.copyOf(keys);
    }

    /// @param asymmetric keys to look for; those that the KeyStore does not show are absent from [#keys]
    /// @param secret HMAC keys to look for, with their CKA_LABEL
    static SunPkcs11Keys open(
            Path library, long slot, long epoch, Collection<PinnedKey> asymmetric, Map<PinnedKey, String> secret)
            throws HsmStartFailed {
        try {
            // The leading "--" makes it the configuration itself, not a file's name.
            var provider = Security.getProvider("SunPKCS11").configure("""
                            --name = Countersign%d
                            library = "%s"
                            slot = %d
                            destroyTokenAfterLogout = true
                            """.formatted(epoch, library, slot));
            var store = load(provider);
            var keys = new HashMap<PinnedKey, Key>();
            if (store.isPresent()) {
                addPrivateKeys(store.get(), asymmetric, keys);
                addSecretKeys(store.get(), provider, secret, keys);
            }
            return new SunPkcs11Keys(provider, keys);
        } catch (GeneralSecurityException | IOException | ProviderException e) {
            throw new HsmStartFailed("SunPKCS11 does not take the token (" + rootMessage(e)
                    + "); `driver: cryptoki` in server.yaml works without it");
        }
    }

    /// Closes the sessions in the provider's pool, so that the JDK's cleaner has none to close later: by then their
    /// numbers may be another epoch's. Only after the user was logged out: if not, it logs out.
    void retire() {
        try {
            if (provider instanceof AuthProvider sunPkcs11) {
                sunPkcs11.logout();
            }
        } catch (LoginException | ProviderException e) {
            LOG.debug("SunPKCS11 did not retire in order: {}", rootMessage(e));
        }
    }

    /// The most specific message of a SunPKCS11 failure: the CKR name is on the innermost exception.
    static String rootMessage(Throwable thrown) {
        var root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    static Mac mac(Provider provider, PinnedKey.Kind kind) throws GeneralSecurityException {
        var name = switch (kind) {
            case HMAC_SHA256 -> "HmacSHA256";
            case HMAC_SHA384 -> "HmacSHA384";
            case HMAC_SHA512 -> "HmacSHA512";
            case SECP256K1, P256, P384, ED25519, RSA_2048, RSA_3072 ->
                throw new InvalidKeyException("a key of kind " + kind + " makes no MAC");
        };
        return Mac.getInstance(name, provider);
    }

    /// Empty where the KeyStore finds the token's labels ambiguous: a secret key, any one in the token, has a label
    /// of another secret key or of a certificate. It then shows no key at all.
    private static Optional<KeyStore> load(Provider provider) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS11", provider);
        try {
            store.load(null, null);
            return Optional.of(store);
        } catch (IOException e) {
            if (e.getCause() instanceof KeyStoreException) {
                LOG.warn("SunPKCS11 shows no key of the token, all go to the direct binding: {}", rootMessage(e));
                return Optional.empty();
            }
            throw e;
        }
    }

    /// By public key, not by alias: an alias is a label, which several certificates may have.
    private static void addPrivateKeys(KeyStore store, Collection<PinnedKey> wanted, Map<PinnedKey, Key> keys)
            throws GeneralSecurityException, IOException {
        var byPublicKey = new HashMap<Bytes, PinnedKey>();
        for (var key : wanted) {
            byPublicKey.put(PublicKeyInfo.of(key), key);
        }
        for (var alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias) && store.getCertificate(alias) != null) {
                var certificate =
                        new X509CertificateHolder(store.getCertificate(alias).getEncoded());
                var key = byPublicKey.get(
                        Bytes.of(certificate.getSubjectPublicKeyInfo().getEncoded()));
                if (key != null && store.getKey(alias, null) instanceof PrivateKey privateKey) {
                    keys.put(key, privateKey);
                }
            }
        }
    }

    /// By label, and only if the key makes the check value that pins it: a label proves nothing, and the provider
    /// reads its bytes in another way than UTF-8.
    private static void addSecretKeys(
            KeyStore store, Provider provider, Map<PinnedKey, String> wanted, Map<PinnedKey, Key> keys)
            throws GeneralSecurityException {
        for (var entry : wanted.entrySet()) {
            if (store.getKey(entry.getValue(), null) instanceof SecretKey secretKey
                    && makesCheckValue(provider, entry.getKey(), secretKey)) {
                keys.put(entry.getKey(), secretKey);
            }
        }
    }

    private static boolean makesCheckValue(Provider provider, PinnedKey key, SecretKey secretKey) {
        try {
            var mac = mac(provider, key.kind());
            mac.init(secretKey);
            return CheckValue.pins(key, mac.doFinal(CheckValue.RESERVED_TEXT.toByteArray()));
        } catch (GeneralSecurityException e) {
            LOG.warn("SunPKCS11 makes no MAC with key {}: {}", key, rootMessage(e));
            return false;
        }
    }
}
