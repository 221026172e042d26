package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.token.KeyInventory;
import dev.countersign.signer.hsm.pkcs11.token.TokenLogin;
import dev.countersign.signer.model.PinnedKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One login to a token, and all that dies with it: the session that holds the login, key handles, the SunPKCS11
/// provider. Handles of one epoch may name other keys in the next, so they never leave it.
///
/// There is one epoch a process for now: a token that broke it needs a restart.
final class TokenEpoch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TokenEpoch.class);

    private final int number;
    private final TokenLogin login;
    private final Map<PinnedKey, Long> handles;
    private final List<String> problems;
    private final Optional<SunPkcs11Keys> sunPkcs11;

    private TokenEpoch(
            int number,
            TokenLogin login,
            Map<PinnedKey, Long> handles,
            List<String> problems,
            Optional<SunPkcs11Keys> sunPkcs11) {
        this.number = number;
        this.login = login;
        this.handles = Map.copyOf(handles);
        this.problems = List.copyOf(problems);
        this.sunPkcs11 = sunPkcs11;
    }

    /// Logs in and finds the keys; each that is not as it must be is left out and named in [#problems].
    static TokenEpoch open(int number, TokenSettings settings, Collection<PinnedKey> wanted) throws HsmStartFailed {
        var login = TokenLogin.open(settings, 0);
        try {
            var handles = new HashMap<PinnedKey, Long>();
            var problems = new ArrayList<String>();
            var inventory = KeyInventory.read(login.cryptoki(), login.session());
            for (var key : wanted) {
                choose(key, inventory, settings.label(), problems).ifPresent(entry -> handles.put(key, entry.handle()));
            }
            var sunPkcs11 = settings.driver() == TokenSettings.Driver.SUNPKCS11
                    ? Optional.of(SunPkcs11Keys.open(settings.module(), login.slot(), number, handles.keySet()))
                    : Optional.<SunPkcs11Keys>empty();
            sunPkcs11.ifPresent(sun -> tellFallbacks(handles, sun));
            return new TokenEpoch(number, login, handles, problems, sunPkcs11);
        } catch (CryptokiException e) {
            login.close();
            throw new HsmStartFailed("the keys of token '" + settings.label() + "' cannot be read: " + e.getMessage());
        } catch (HsmStartFailed e) {
            login.close();
            throw e;
        }
    }

    int number() {
        return number;
    }

    boolean serves(PinnedKey key) {
        return handles.containsKey(key);
    }

    Collection<PinnedKey> keys() {
        return handles.keySet();
    }

    /// Why keys are not served, one line each.
    List<String> problems() {
        return problems;
    }

    /// A driver as configured, with a session of its own.
    Driver openDriver() throws SigningFault {
        var direct = openDirectDriver();
        return sunPkcs11.isPresent() ? new SunPkcs11Driver(sunPkcs11.get(), direct) : direct;
    }

    CryptokiDriver openDirectDriver() throws SigningFault {
        try {
            return new CryptokiDriver(login.cryptoki(), login.slot(), handles);
        } catch (CryptokiException e) {
            throw new SigningFault(e.getMessage(), false);
        }
    }

    /// Asks the token whether the epoch still holds: the session of the login lives and is logged in, the token is
    /// there, and every key handle names a private key. On the login's session, which nobody else uses.
    ///
    /// @return what is lost; empty if nothing
    synchronized Optional<String> lost() {
        try {
            var cryptoki = login.cryptoki();
            cryptoki.token(login.slot());
            if (!cryptoki.loggedIn(login.session())) {
                return Optional.of("the login is lost");
            }
            for (var handle : handles.values()) {
                if (cryptoki.attribute(login.session(), handle, Ck.CKA_KEY_TYPE).isEmpty()) {
                    return Optional.of("a key is lost");
                }
            }
            return Optional.empty();
        } catch (CryptokiException e) {
            return Optional.of(e.getMessage());
        }
    }

    /// True if nothing is [#lost].
    boolean alive() {
        var lost = lost();
        lost.ifPresent(what -> LOG.error("the token lost what epoch {} holds: {}", number, what));
        return lost.isEmpty();
    }

    /// The drivers must be closed before, with no call of theirs in flight.
    @Override
    public synchronized void close() {
        login.close();
    }

    private static Optional<KeyInventory.Entry> choose(
            PinnedKey key, List<KeyInventory.Entry> inventory, String token, List<String> problems) {
        var matches = inventory.stream()
                .filter(entry -> entry.row().publicKey().equals(Optional.of(key)))
                .toList();
        if (matches.isEmpty()) {
            problems.add("key " + key + ": token '" + token + "' has no private key with this public key");
            return Optional.empty();
        }
        var row = matches.getFirst().row();
        if (matches.size() > 1 || !row.faults().isEmpty()) {
            problems.add("key " + key + " ('" + row.label() + "' in token '" + token + "'): "
                    + (matches.size() > 1 ? "two private keys have this public key" : String.join("; ", row.faults())));
            return Optional.empty();
        }
        return Optional.of(matches.getFirst());
    }

    private static void tellFallbacks(Map<PinnedKey, Long> handles, SunPkcs11Keys sun) {
        handles.keySet().stream()
                .filter(key ->
                        key.kind() == PinnedKey.Kind.SECP256K1 && !sun.keys().containsKey(key))
                .forEach(key -> LOG.warn(
                        "key {} has no certificate object with its CKA_ID, so SunPKCS11 does not see it; the direct"
                                + " binding signs with it",
                        key));
    }
}
