package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.token.KeyInventory;
import dev.countersign.signer.hsm.pkcs11.token.TokenLogin;
import dev.countersign.signer.model.PinnedKey;
import java.security.SecureRandom;
import java.util.Map;

/// C_SignInit and C_Sign through the direct binding, and nothing else: what the token can do at most. For benchmarks.
public final class RawSigner implements AutoCloseable {

    private static final int DIGEST_BYTES = 32;

    private final TokenLogin login;
    private final PinnedKey key;
    private final long handle;

    private RawSigner(TokenLogin login, PinnedKey key, long handle) {
        this.login = login;
        this.key = key;
        this.handle = handle;
    }

    /// Logs in and finds the key of that label.
    public static RawSigner open(TokenSettings settings, String label) throws Exception {
        var login = TokenLogin.open(settings, 0);
        var entry = KeyInventory.read(login.cryptoki(), login.session()).stream()
                .filter(candidate -> candidate.row().label().equals(label))
                .findFirst()
                .orElseThrow();
        return new RawSigner(login, entry.row().publicKey().orElseThrow(), entry.handle());
    }

    /// One session, for one thread.
    public Session newSession() throws Exception {
        var driver = new CryptokiDriver(login.cryptoki(), login.slot(), Map.of(key, handle));
        var digest = new byte[DIGEST_BYTES];
        new SecureRandom().nextBytes(digest);
        return () -> driver.sign(key, digest);
    }

    /// Signs the same random digest again and again.
    public interface Session {
        byte[] sign() throws Exception;
    }

    @Override
    public void close() {
        login.close();
    }
}
