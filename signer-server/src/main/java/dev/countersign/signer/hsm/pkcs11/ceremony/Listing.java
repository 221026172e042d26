package dev.countersign.signer.hsm.pkcs11.ceremony;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.driver.Drivers;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.hsm.pkcs11.token.KeyInventory;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// The keys of a token, each with the code that signs with it.
final class Listing {

    private static final long NO_EPOCH = 0;

    private final TokenLogin login;

    Listing(TokenLogin login) {
        this.login = login;
    }

    /// @throws HsmStartFailed if the configured driver does not take the token
    List<ListedKey> keys(TokenSettings settings) throws CryptokiException, HsmStartFailed {
        var handles = new HashMap<PinnedKey, Long>();
        var keys = new ArrayList<Optional<PinnedKey>>();
        var entries = KeyInventory.read(login.session());
        for (var entry : entries) {
            var key = entry.row().publicKey().or(() -> secretKey(entry));
            key.ifPresent(pinned -> handles.putIfAbsent(pinned, entry.handle()));
            keys.add(key);
        }
        var drivers = Drivers.of(settings, login.cryptoki(), login.slot(), NO_EPOCH, handles);
        var listed = new ArrayList<ListedKey>();
        for (var i = 0; i < entries.size(); i++) {
            listed.add(new ListedKey(entries.get(i).row(), keys.get(i).map(drivers::driverOf)));
        }
        return listed;
    }

    /// An HMAC key under one of the hashes that it can have: the driver is the same for each.
    private Optional<PinnedKey> secretKey(KeyInventory.Entry entry) {
        for (var kind : PinnedKey.Kind.values()) {
            if (!kind.asymmetric() && entry.row().canBe(kind)) {
                try {
                    var checkValue = new SecretKeys(login.session()).checkValue(entry.handle(), kind);
                    return Optional.of(new PinnedKey(kind, Bytes.of(checkValue)));
                } catch (CryptokiException | IllegalArgumentException e) {
                    // it signs nothing under this hash, or not as HMAC does
                }
            }
        }
        return Optional.empty();
    }
}
