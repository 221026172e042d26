package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.Genesis;
import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.driver.Driver;
import dev.countersign.signer.hsm.pkcs11.driver.Drivers;
import dev.countersign.signer.hsm.pkcs11.driver.SigningFault;
import dev.countersign.signer.hsm.pkcs11.epoch.Epoch;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.hsm.pkcs11.token.GenesisNote;
import dev.countersign.signer.hsm.pkcs11.token.HmacCheck;
import dev.countersign.signer.hsm.pkcs11.token.KeyInventory;
import dev.countersign.signer.model.PinnedKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One login to a token, and all that dies with it: the session that holds the login, key handles, the SunPKCS11
/// provider.
final class TokenEpoch implements Epoch {

    /// Looks between two searches for markers: a search costs more than a look, the more objects the token has.
    private static final int LOOKS_A_SEARCH = 10;

    private final TokenLogin login;
    private final String label;
    private final WantedKeys wanted;
    private final DisabledKeys disabled;
    private final Drivers drivers;
    private WantedKeys.Snapshot sought;
    private volatile KeyChoice keys;
    private int looks;

    private TokenEpoch(
            TokenLogin login,
            String label,
            WantedKeys wanted,
            WantedKeys.Snapshot sought,
            KeyChoice keys,
            DisabledKeys disabled,
            Drivers drivers) {
        this.login = login;
        this.label = label;
        this.wanted = wanted;
        this.sought = sought;
        this.keys = keys;
        this.disabled = disabled;
        this.drivers = drivers;
    }

    /// Logs in and finds the keys; each that is not as it must be is left out and named in [#problems].
    static TokenEpoch open(
            long number, TokenSettings settings, WantedKeys wanted, Optional<Genesis> genesis, DisabledKeys disabled)
            throws HsmStartFailed, CryptokiException {
        var login = TokenLogin.open(settings, 0);
        try {
            GenesisNote.require(login.session(), settings.label(), genesis);
            var sought = wanted.present();
            var keys = choose(login, settings.label(), sought, disabled);
            var drivers = Drivers.of(settings, login.cryptoki(), login.slot(), number, keys.handles());
            return new TokenEpoch(login, settings.label(), wanted, sought, keys, disabled, drivers);
        } catch (CryptokiException | HsmStartFailed | RuntimeException e) {
            login.close();
            throw e;
        }
    }

    private static KeyChoice choose(TokenLogin login, String label, WantedKeys.Snapshot wanted, DisabledKeys disabled)
            throws CryptokiException {
        var session = login.session();
        var keys = KeyChoice.of(wanted.settings(), KeyInventory.read(session), session, label);
        keys.chosen().forEach((key, entry) -> entry.row().disabledFrom().ifPresent(from -> disabled.note(key, from)));
        return keys;
    }

    @Override
    public Set<PinnedKey> keys() {
        return keys.chosen().keySet();
    }

    @Override
    public List<String> problems() {
        return keys.problems();
    }

    @Override
    public Driver openDriver() throws SigningFault {
        return drivers.open();
    }

    /// On the login's session, which nobody else uses.
    @Override
    public Optional<String> lost() {
        try {
            login.cryptoki().token(login.slot());
            if (!login.session().loggedIn()) {
                return Optional.of("the login is lost");
            }
            for (var key : keys.chosen().entrySet()) {
                if (!holds(key.getKey(), key.getValue().handle())) {
                    return Optional.of("key " + key.getKey() + " is lost");
                }
            }
            if (looks++ % LOOKS_A_SEARCH == 0) {
                noteMarkers();
            }
            return seek();
        } catch (CryptokiException e) {
            return Optional.of(e.getMessage());
        }
    }

    /// Looks for what another policy wants. Nothing that is served stops for it.
    private Optional<String> seek() throws CryptokiException {
        var present = wanted.present();
        if (present.version() == sought.version()) {
            return Optional.empty();
        }
        var found = choose(login, label, present, disabled);
        if (!keys.chosen().isEmpty() && Collections.disjoint(found.chosen().keySet(), keys())) {
            return Optional.of("it shows none of its keys any more");
        }
        drivers.add(found.handles());
        keys = found;
        sought = present;
        return Optional.empty();
    }

    /// An HMAC key has no public half that its signatures could be verified with, so it is compared each time.
    private boolean holds(PinnedKey key, long handle) throws CryptokiException {
        return key.kind().asymmetric()
                ? login.session().attribute(handle, Ck.CKA_KEY_TYPE).isPresent()
                : HmacCheck.value(login.session(), handle, key.kind()).equals(key.encoded());
    }

    private void noteMarkers() throws CryptokiException {
        var markers = KeyInventory.disabled(login.session());
        for (Map.Entry<PinnedKey, KeyInventory.Entry> key : keys.chosen().entrySet()) {
            var from = markers.get(key.getValue().row().id());
            if (from != null) {
                disabled.note(key.getKey(), from);
            }
        }
    }

    @Override
    public void close() {
        login.close();
        drivers.close();
    }
}
