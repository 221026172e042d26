package dev.countersign.signer.hsm.pkcs11.token;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Cryptoki;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Pin;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One session on which the user is logged in. The login belongs to the process and the token (PKCS#11 v2.40 §2.6.8),
/// so every other session on the token has it too: SunPKCS11 never sees a PIN. Not thread-safe.
public final class TokenLogin implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TokenLogin.class);

    private final Cryptoki cryptoki;
    private final long slot;
    private final long session;
    private final boolean loggedInHere;

    private TokenLogin(Cryptoki cryptoki, long slot, long session, boolean loggedInHere) {
        this.cryptoki = cryptoki;
        this.slot = slot;
        this.session = session;
        this.loggedInHere = loggedInHere;
    }

    /// Finds the token by its label and logs in, trying the PIN exactly once.
    ///
    /// @param sessionFlags CKF_RW_SESSION or 0
    public static TokenLogin open(TokenSettings settings, long sessionFlags) throws HsmStartFailed {
        var cryptoki = Cryptoki.load(settings.module(), settings.environment());
        try {
            var token = find(cryptoki, settings);
            refuseRiskyTry(token);
            try (var pin = Pin.read(settings.pinFile())) {
                var session = cryptoki.openSession(token.slot(), sessionFlags);
                try {
                    return new TokenLogin(
                            cryptoki, token.slot(), session, login(cryptoki, session, pin, settings.label()));
                } catch (CryptokiException e) {
                    cryptoki.closeSession(session);
                    throw refused(settings.label(), settings.pinFile(), e);
                }
            }
        } catch (CryptokiException e) {
            throw new HsmStartFailed("token '" + settings.label() + "' does not answer: " + e.getMessage());
        }
    }

    public Cryptoki cryptoki() {
        return cryptoki;
    }

    public long slot() {
        return slot;
    }

    public long session() {
        return session;
    }

    /// Who logged in logs out; a login that was found is left as it was.
    @Override
    public void close() {
        try {
            if (loggedInHere) {
                cryptoki.logout(session);
            }
            cryptoki.closeSession(session);
        } catch (CryptokiException e) {
            LOG.warn("the token's session did not close: {}", e.getMessage());
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
    private static void refuseRiskyTry(Cryptoki.TokenInfo token) throws HsmStartFailed {
        if (token.has(Ck.CKF_USER_PIN_LOCKED)) {
            throw locked(token.label());
        }
        if (token.has(Ck.CKF_USER_PIN_FINAL_TRY)) {
            throw new HsmStartFailed("token '" + token.label() + "' allows one more try before it locks the PIN; log in"
                    + " once with the vendor's own tool, then start again");
        }
    }

    /// Tries the PIN once; false if this process is logged in already.
    private static boolean login(Cryptoki cryptoki, long session, Pin pin, String label) throws CryptokiException {
        LOG.info("logging in to token '{}'", label);
        try {
            cryptoki.login(session, Ck.CKU_USER, pin);
            return true;
        } catch (CryptokiException e) {
            if (e.code() == CryptokiException.CKR_USER_ALREADY_LOGGED_IN) {
                return false;
            }
            throw e;
        }
    }

    private static HsmStartFailed refused(String label, Path pinFile, CryptokiException e) {
        var code = e.code();
        if (code == CryptokiException.CKR_PIN_LOCKED) {
            return locked(label);
        }
        if (code == CryptokiException.CKR_USER_PIN_NOT_INITIALIZED) {
            return new HsmStartFailed("token '" + label + "' has no user PIN yet; its security officer must set one");
        }
        if (code == CryptokiException.CKR_PIN_INCORRECT
                || code == CryptokiException.CKR_PIN_INVALID
                || code == CryptokiException.CKR_PIN_LEN_RANGE
                || code == CryptokiException.CKR_PIN_EXPIRED) {
            return new HsmStartFailed("token '" + label + "' refuses the PIN in " + pinFile + " (" + e.getMessage()
                    + "); it was tried once and is not tried again; correct the file, then start again");
        }
        return new HsmStartFailed("login to token '" + label + "' failed: " + e.getMessage());
    }

    private static HsmStartFailed locked(String label) {
        return new HsmStartFailed(
                "the user PIN of token '" + label + "' is locked; its security officer must unlock it");
    }
}
