package dev.countersign.signer.hsm.pkcs11;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Cryptoki;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Pin;
import dev.countersign.signer.hsm.pkcs11.token.KeyCertificate;
import dev.countersign.signer.hsm.pkcs11.token.KeyInventory;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import dev.countersign.signer.hsm.pkcs11.token.KeyTemplate;
import dev.countersign.signer.hsm.pkcs11.token.PublicKeys;
import dev.countersign.signer.hsm.pkcs11.token.TokenLogin;
import dev.countersign.signer.model.PinnedKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Makes tokens and keys: what people do, not what the server does. Not thread-safe.
public final class KeyCeremony implements AutoCloseable {

    private static final int ID_BYTES = 20;
    private static final int LABEL_BYTES = 32;

    private final TokenLogin login;

    private KeyCeremony(TokenLogin login) {
        this.login = login;
    }

    /// Initialises a token in a free slot and sets its user PIN.
    ///
    /// @param environment what the module reads, set in this process
    /// @param label 1 to 32 bytes of UTF-8, of no other token of the module
    /// @param soPinFile the security officer's PIN, mode 0600
    /// @param userPinFile the user PIN, mode 0600
    public static void initToken(
            Path module, Map<String, String> environment, String label, Path soPinFile, Path userPinFile)
            throws HsmStartFailed, KeyCeremonyFailed {
        refuseLabel(label);
        var cryptoki = Cryptoki.load(module, environment);
        try (var soPin = Pin.read(soPinFile);
                var userPin = Pin.read(userPinFile)) {
            var tokens = cryptoki.tokens();
            if (tokens.stream().anyMatch(token -> token.label().equals(label))) {
                throw new KeyCeremonyFailed("a token labelled '" + label + "' exists already");
            }
            var free = tokens.stream()
                    .filter(token -> !token.has(Ck.CKF_TOKEN_INITIALIZED))
                    .findFirst()
                    .orElseThrow(() -> new KeyCeremonyFailed("module " + module + " has no free slot for a token"));
            cryptoki.initToken(free.slot(), soPin, label);
            setUserPin(cryptoki, free.slot(), soPin, userPin);
        } catch (CryptokiException e) {
            throw new KeyCeremonyFailed("token '" + label + "' was not initialised: " + e.getMessage());
        }
    }

    /// Logs in to a token.
    public static KeyCeremony open(TokenSettings settings) throws HsmStartFailed {
        return new KeyCeremony(TokenLogin.open(settings, Ck.CKF_RW_SESSION));
    }

    /// Generates a secp256k1 key in the token, and beside it a certificate object with the same CKA_ID, without
    /// which SunPKCS11 does not see the key.
    ///
    /// @param label CKA_LABEL, 1 to 32 bytes of UTF-8, of no other key of the token
    public PinnedKey createSigningKey(String label) throws KeyCeremonyFailed {
        return create(PinnedKey.Kind.SECP256K1, label);
    }

    /// Generates an Ed25519 key in the token, for checkpoints.
    ///
    /// @param label CKA_LABEL, 1 to 32 bytes of UTF-8, of no other key of the token
    public PinnedKey createCheckpointKey(String label) throws KeyCeremonyFailed {
        return create(PinnedKey.Kind.ED25519, label);
    }

    /// Every private key of the token and what is wrong with it.
    public List<KeyRow> list() throws KeyCeremonyFailed {
        try {
            return KeyInventory.read(login.cryptoki(), login.session()).stream()
                    .map(KeyInventory.Entry::row)
                    .toList();
        } catch (CryptokiException e) {
            throw new KeyCeremonyFailed("the token's keys cannot be listed: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        login.close();
    }

    private PinnedKey create(PinnedKey.Kind kind, String label) throws KeyCeremonyFailed {
        refuseLabel(label);
        if (list().stream().anyMatch(row -> row.label().equals(label))) {
            throw new KeyCeremonyFailed("a key labelled '" + label + "' exists already; keys are never overwritten");
        }
        var cryptoki = login.cryptoki();
        var session = login.session();
        try {
            var id = cryptoki.random(session, ID_BYTES);
            var publicHandle = cryptoki.generateKeyPair(
                    session,
                    KeyTemplate.generationMechanism(kind),
                    KeyTemplate.publicKey(kind, label, id),
                    KeyTemplate.privateKey(kind, label, id));
            var key = cryptoki.attribute(session, publicHandle, Ck.CKA_EC_POINT)
                    .flatMap(point -> PublicKeys.ofPoint(kind, point))
                    .orElseThrow(() -> new KeyCeremonyFailed(
                            "key '" + label + "' was generated, but the token does not tell its public key"));
            if (kind == PinnedKey.Kind.SECP256K1) {
                cryptoki.createObject(session, KeyCertificate.of(key, label, id));
            }
            return key;
        } catch (CryptokiException e) {
            throw new KeyCeremonyFailed("key '" + label + "' was not made: " + e.getMessage());
        }
    }

    private static void setUserPin(Cryptoki cryptoki, long slot, Pin soPin, Pin userPin) throws CryptokiException {
        var session = cryptoki.openSession(slot, Ck.CKF_RW_SESSION);
        try {
            cryptoki.login(session, Ck.CKU_SO, soPin);
            cryptoki.initPin(session, userPin);
            cryptoki.logout(session);
        } finally {
            cryptoki.closeSession(session);
        }
    }

    private static void refuseLabel(String label) throws KeyCeremonyFailed {
        var bytes = label.getBytes(UTF_8).length;
        if (bytes < 1 || bytes > LABEL_BYTES || !label.equals(label.strip())) {
            throw new KeyCeremonyFailed("a label has 1 to 32 bytes and no space at its ends: '" + label + "'");
        }
    }
}
