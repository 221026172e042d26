package dev.countersign.signer.hsm.pkcs11.ceremony;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.Genesis;
import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Cryptoki;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.login.Pin;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.hsm.pkcs11.token.DisabledMarker;
import dev.countersign.signer.hsm.pkcs11.token.GenesisNote;
import dev.countersign.signer.hsm.pkcs11.token.KeyInventory;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes tokens and keys: what people do, not what the server does. Not thread-safe.
public final class KeyCeremony implements AutoCloseable {

    private static final int ID_BYTES = 20;
    private static final int LABEL_BYTES = 32;

    private final TokenSettings settings;
    private final TokenLogin login;

    private KeyCeremony(TokenSettings settings, TokenLogin login) {
        this.settings = settings;
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
            cryptoki.initToken(free.slot(), soPin.bytes(), label);
            setUserPin(cryptoki, free.slot(), soPin, userPin);
        } catch (CryptokiException e) {
            throw new KeyCeremonyFailed("token '" + label + "' was not initialised: " + e.getMessage());
        }
    }

    /// Logs in to a token.
    public static KeyCeremony open(TokenSettings settings) throws HsmStartFailed {
        return new KeyCeremony(settings, TokenLogin.open(settings, Ck.CKF_RW_SESSION));
    }

    /// Generates a key in the token, for signing only, never to leave it; beside a key pair that SunPKCS11
    /// can use, a certificate object with the same CKA_ID, without which it does not see the key. The key
    /// is read back.
    ///
    /// @param label CKA_LABEL, 1 to 32 bytes of UTF-8, of no other key of the token
    public MadeKey create(PinnedKey.Kind kind, String label) throws KeyCeremonyFailed {
        requireFree(label);
        var session = login.session();
        try {
            var made = new KeyMaker(session).make(kind, label, session.random(ID_BYTES));
            return readBack(made, false);
        } catch (CryptokiException e) {
            throw new KeyCeremonyFailed("key '" + label + "' was not made: " + e.getMessage());
        }
    }

    /// Refuses a label that a new key cannot have.
    ///
    /// @param label CKA_LABEL, 1 to 32 bytes of UTF-8, of no other key of the token
    public void requireFree(String label) throws KeyCeremonyFailed {
        refuseLabel(label);
        if (list().stream().anyMatch(row -> row.label().equals(label))) {
            throw new KeyCeremonyFailed("a key labelled '" + label + "' exists already; keys are never overwritten");
        }
    }

    /// As [#create], of a key that must be as it should.
    public PinnedKey createSigningKey(String label) throws KeyCeremonyFailed {
        return faultless(create(PinnedKey.Kind.SECP256K1, label), label);
    }

    /// As [#create], of an Ed25519 key for checkpoints that must be as it should.
    public PinnedKey createCheckpointKey(String label) throws KeyCeremonyFailed {
        return faultless(create(PinnedKey.Kind.ED25519, label), label);
    }

    /// Brings in an HMAC secret that somebody else made, and compares the check value of the key in the
    /// token with that of the secret. A key that does not agree cannot be deleted here, so it is disabled.
    ///
    /// @param plain hand the secret to the vendor's library as it is, for tokens that cannot unwrap one
    public MadeKey importSecret(PinnedKey.Kind kind, String label, Secret secret, boolean plain)
            throws KeyCeremonyFailed {
        requireFree(label);
        var pinned = new PinnedKey(kind, Bytes.of(secret.checkValue(kind)));
        var session = login.session();
        try {
            var id = session.random(ID_BYTES);
            var keys = new SecretKeys(session);
            var handle = plain ? keys.create(secret, kind, label, id) : keys.unwrap(secret, kind, label, id);
            requireSame(pinned, handle, label, Bytes.of(id));
            return readBack(new MadeKey(pinned, Bytes.of(id), List.of(), List.of()), true);
        } catch (CryptokiException e) {
            throw new KeyCeremonyFailed("the secret of '" + label + "' was not imported: " + e.getMessage());
        }
    }

    /// Writes into the token that a key must not sign from an instant on. Of several such notes the
    /// earliest counts.
    ///
    /// @param id CKA_ID
    /// @return the instant that counts now, read back
    public Instant disable(Bytes id, Instant from) throws KeyCeremonyFailed {
        try {
            var earlier = KeyInventory.disabled(login.session()).get(id);
            if (earlier != null && !earlier.isAfter(from)) {
                return earlier;
            }
            login.session().createObject(DisabledMarker.template(id, from));
            return Optional.ofNullable(KeyInventory.disabled(login.session()).get(id))
                    .filter(counts -> !counts.isAfter(from))
                    .orElseThrow(() -> new KeyCeremonyFailed(
                            "the token took the note that disables the key, and does not show it"));
        } catch (CryptokiException e) {
            throw new KeyCeremonyFailed("the key was not disabled: " + e.getMessage());
        }
    }

    /// Writes into the token where the deployment's policies began. Nothing if it remembers just that.
    ///
    /// @return false if it did before
    /// @throws KeyCeremonyFailed if it remembers something else: that is never replaced here
    public boolean remember(Genesis genesis) throws KeyCeremonyFailed {
        try {
            var before = GenesisNote.read(login.session());
            if (before.isEmpty()) {
                login.session().createObject(GenesisNote.template(genesis));
            }
            GenesisNote.require(login.session(), settings.label(), Optional.of(genesis));
            return before.isEmpty();
        } catch (CryptokiException | HsmStartFailed e) {
            throw new KeyCeremonyFailed("nothing was written: " + e.getMessage());
        }
    }

    /// Every private and secret key of the token and what is wrong with it.
    public List<KeyRow> list() throws KeyCeremonyFailed {
        try {
            return KeyInventory.read(login.session()).stream()
                    .map(KeyInventory.Entry::row)
                    .toList();
        } catch (CryptokiException e) {
            throw new KeyCeremonyFailed("the token's keys cannot be listed: " + e.getMessage());
        }
    }

    /// As [#list], with the code that would sign with each key.
    ///
    /// @throws HsmStartFailed if the configured driver does not take the token
    public List<ListedKey> listWithDrivers() throws HsmStartFailed, KeyCeremonyFailed {
        try {
            return new Listing(login).keys(settings);
        } catch (CryptokiException e) {
            throw new KeyCeremonyFailed("the token's keys cannot be listed: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        login.close();
    }

    private void requireSame(PinnedKey pinned, long handle, String label, Bytes id) throws KeyCeremonyFailed {
        var why = "its check value is not the secret's";
        try {
            var mac = new SecretKeys(login.session()).checkValue(handle, pinned.kind());
            if (CheckValue.pins(pinned, mac)) {
                return;
            }
        } catch (CryptokiException e) {
            why = e.getMessage();
        }
        var disabled = "It is disabled; delete it with the vendor's tool";
        try {
            disable(id, Instant.EPOCH);
        } catch (KeyCeremonyFailed e) {
            disabled = "Delete it with the vendor's tool: " + e.getMessage();
        }
        throw new KeyCeremonyFailed("key '" + label + "' was imported and must not be used: " + why + ". " + disabled);
    }

    private MadeKey readBack(MadeKey made, boolean imported) {
        try {
            var faults = list().stream()
                    .filter(row -> row.id().equals(made.id()))
                    .findFirst()
                    .map(row -> row.faults(imported))
                    .orElse(List.of("the token took the key, and does not show it"));
            return new MadeKey(made.key(), made.id(), faults, made.notes());
        } catch (KeyCeremonyFailed unread) { // the key is there, and so is what pins it
            return new MadeKey(made.key(), made.id(), List.of(unread.getMessage()), made.notes());
        }
    }

    private static PinnedKey faultless(MadeKey made, String label) throws KeyCeremonyFailed {
        if (!made.faults().isEmpty()) {
            throw new KeyCeremonyFailed(
                    "key '" + label + "' was made and would not be served: " + String.join("; ", made.faults()));
        }
        return made.key();
    }

    private static void setUserPin(Cryptoki cryptoki, long slot, Pin soPin, Pin userPin) throws CryptokiException {
        var session = cryptoki.openSession(slot, Ck.CKF_RW_SESSION);
        try {
            session.login(Ck.CKU_SO, soPin.bytes());
            session.initPin(userPin.bytes());
            session.logout();
        } finally {
            session.close();
        }
    }

    private static void refuseLabel(String label) throws KeyCeremonyFailed {
        var bytes = label.getBytes(UTF_8).length;
        if (bytes < 1 || bytes > LABEL_BYTES || !label.equals(label.strip())) {
            throw new KeyCeremonyFailed("a label has 1 to 32 bytes and no space at its ends: '" + label + "'");
        }
    }
}
