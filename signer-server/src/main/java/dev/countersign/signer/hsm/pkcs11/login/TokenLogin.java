package dev.countersign.signer.hsm.pkcs11.login;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.PinRefused;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Cryptoki;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One session on which the user is logged in. The login belongs to the process and the token (PKCS#11 v2.40 §2.6.8),
/// so every other session on the token has it too: SunPKCS11 never sees a PIN. Not thread-safe.
public final class TokenLogin implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TokenLogin.class);

    private final TokenSettings settings;
    private final Cryptoki cryptoki;
    private final Cryptoki.TokenInfo token;
    private final CryptokiSession session;
    private final String pinIdentity;
    private final boolean loggedInHere;

    private TokenLogin(
            TokenSettings settings,
            Cryptoki cryptoki,
            Cryptoki.TokenInfo token,
            CryptokiSession session,
            String pinIdentity,
            boolean loggedInHere) {
        this.settings = settings;
        this.cryptoki = cryptoki;
        this.token = token;
        this.session = session;
        this.pinIdentity = pinIdentity;
        this.loggedInHere = loggedInHere;
    }

    /// Finds the token by its label and logs in, trying the PIN exactly once.
    ///
    /// @param sessionFlags CKF_RW_SESSION or 0
    /// @throws PinRefused if the token refuses the PIN, or refused it before and its file has not changed since
    public static TokenLogin open(TokenSettings settings, long sessionFlags) throws HsmStartFailed {
        var cryptoki = Cryptoki.load(settings.module(), settings.environment());
        try {
            var token = find(cryptoki, settings);
            refuseRiskyTry(token);
            try (var attempt = PinTry.begin(settings, token.serialNumber());
                    var pin = Pin.read(settings.pinFile())) {
                var session = cryptoki.openSession(token.slot(), sessionFlags);
                try {
                    var loggedInHere = login(session, pin, attempt, settings.label());
                    return new TokenLogin(settings, cryptoki, token, session, pin.identity(), loggedInHere);
                } catch (HsmStartFailed e) {
                    session.close();
                    throw e;
                }
            }
        } catch (CryptokiException e) {
            throw new HsmStartFailed("token '" + settings.label() + "' does not answer: " + e.getMessage());
        }
    }

    /// Some tokens take an expired PIN and refuse the calls that follow: true if `e` is that. The PIN is then not sent
    /// again before its file changes.
    public boolean refusedLater(CryptokiException e) throws HsmStartFailed {
        if (!aboutPin(e.code())) {
            return false;
        }
        try (var attempt = PinTry.begin(settings, token.serialNumber())) {
            var refused = attempt.refused(pinIdentity, e.getMessage());
            LOG.error("{}", refused.getMessage());
            return true;
        }
    }

    public Cryptoki cryptoki() {
        return cryptoki;
    }

    public long slot() {
        return token.slot();
    }

    public CryptokiSession session() {
        return session;
    }

    /// Who logged in logs out; a login that was found is left as it was.
    @Override
    public void close() {
        try {
            if (loggedInHere) {
                session.logout();
            }
        } catch (CryptokiException e) {
            LOG.debug("the login had ended already: {}", e.getMessage());
        }
        try {
            session.close();
        } catch (CryptokiException e) {
            LOG.debug("the session of the login had ended already: {}", e.getMessage());
        }
    }

    public static Cryptoki.TokenInfo find(Cryptoki cryptoki, TokenSettings settings)
            throws HsmStartFailed, CryptokiException {
        var tokens = cryptoki.tokens();
        var matches = tokens.stream()
                .filter(token -> token.label().equals(settings.label()))
                .toList();
        if (matches.size() == 1) {
            return matches.getFirst();
        }
        if (matches.size() > 1) {
            throw new HsmStartFailed("%d tokens of module %s are labelled '%s'; labels must be unique"
                    .formatted(matches.size(), settings.module(), settings.label()));
        }
        throw new HsmStartFailed(
                "no token is labelled '%s' in module %s; it has %s; check the label and the module's environment"
                        .formatted(settings.label(), settings.module(), labels(tokens)));
    }

    private static String labels(List<Cryptoki.TokenInfo> tokens) {
        var labels = tokens.stream()
                .filter(token -> token.has(Ck.CKF_TOKEN_INITIALIZED))
                .map(token -> "'" + token.label() + "'")
                .collect(Collectors.joining(", "));
        return labels.isEmpty() ? "no initialised token" : labels;
    }

    /// A wrong PIN in a file must not be what locks a token for good.
    private static void refuseRiskyTry(Cryptoki.TokenInfo token) throws PinRefused {
        if (token.has(Ck.CKF_USER_PIN_LOCKED)) {
            throw new PinRefused(
                    "the user PIN of token '" + token.label() + "' is locked; its security officer must unlock it");
        }
        if (token.has(Ck.CKF_USER_PIN_FINAL_TRY)) {
            throw new PinRefused("token '" + token.label() + "' allows one more try before it locks the PIN; log in"
                    + " once with the vendor's own tool, then start again");
        }
    }

    /// Tries the PIN once; false if this process is logged in already.
    private static boolean login(CryptokiSession session, Pin pin, PinTry attempt, String label) throws HsmStartFailed {
        attempt.announce(pin.identity());
        LOG.info("logging in to token '{}'", label);
        try {
            session.login(Ck.CKU_USER, pin.bytes());
        } catch (CryptokiException e) {
            if (aboutPin(e.code())) {
                throw attempt.refused(pin.identity(), e.getMessage());
            }
            if (!e.isVendorDefined()) { // who knows whether that counts: then it is a try without an outcome
                attempt.withdraw();
            }
            if (e.code() == CryptokiException.CKR_USER_ALREADY_LOGGED_IN) {
                return false;
            }
            if (e.code() == CryptokiException.CKR_USER_PIN_NOT_INITIALIZED) {
                throw new HsmStartFailed(
                        "token '" + label + "' has no user PIN yet; its security officer must set one");
            }
            throw new HsmStartFailed("login to token '" + label + "' failed: " + e.getMessage());
        }
        attempt.withdraw();
        return true;
    }

    private static boolean aboutPin(long code) {
        return code == CryptokiException.CKR_PIN_INCORRECT
                || code == CryptokiException.CKR_PIN_INVALID
                || code == CryptokiException.CKR_PIN_LEN_RANGE
                || code == CryptokiException.CKR_PIN_EXPIRED
                || code == CryptokiException.CKR_PIN_LOCKED;
    }
}
