package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.pkcs11.token.PublicKeys;
import dev.countersign.signer.model.PinnedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// A SunPKCS11 provider for one slot, and the keys that its KeyStore shows. Belongs to one epoch: after a token lost
/// its sessions, a provider never recovers.
///
/// The provider is not registered with [Security], and it gets no PIN: `KeyStore.load(null, null)` finds the process
/// logged in, and where it is not, it fails without asking the token.
record SunPkcs11Keys(Provider provider, Map<PinnedKey, PrivateKey> keys) {

    SunPkcs11Keys {
        keys = Map.copyOf(keys);
    }

    /// @param wanted keys to look for; those that the KeyStore does not show are absent from [#keys]
    static SunPkcs11Keys open(Path library, long slot, int epoch, Collection<PinnedKey> wanted) throws HsmStartFailed {
        try {
            // The leading "--" makes it the configuration itself, not a file's name.
            var provider = Security.getProvider("SunPKCS11").configure("""
                            --name = Countersign%d
                            library = "%s"
                            slot = %d
                            """.formatted(epoch, library, slot));
            var store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, null);
            return new SunPkcs11Keys(provider, keys(store, Set.copyOf(wanted)));
        } catch (GeneralSecurityException | IOException | ProviderException e) {
            throw new HsmStartFailed("SunPKCS11 does not take the token (" + rootMessage(e)
                    + "); `driver: cryptoki` in server.yaml works without it");
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

    /// By public key, not by alias: an alias is a label, which several certificates may have.
    private static Map<PinnedKey, PrivateKey> keys(KeyStore store, Set<PinnedKey> wanted)
            throws GeneralSecurityException {
        var keys = new HashMap<PinnedKey, PrivateKey>();
        for (var alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias) && store.getCertificate(alias) != null) {
                var key = PublicKeys.ofCertificate(store.getCertificate(alias).getEncoded())
                        .filter(wanted::contains);
                if (key.isPresent() && store.getKey(alias, null) instanceof PrivateKey privateKey) {
                    keys.put(key.get(), privateKey);
                }
            }
        }
        return keys;
    }
}
