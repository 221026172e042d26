package dev.countersign.signer.hsm.pkcs11.ceremony;

import static java.util.Objects.requireNonNull;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Mechanism;
import dev.countersign.signer.hsm.pkcs11.token.KeyCertificate;
import dev.countersign.signer.hsm.pkcs11.token.KeyTemplate;
import dev.countersign.signer.hsm.pkcs11.token.PublicKeys;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Generates keys in a token. First with all of the template, then with less of it where the token refuses
/// that.
final class KeyMaker {

    /// One way to make something.
    @FunctionalInterface
    private interface Making<T> {
        T with(Leniency leniency, long keyType) throws CryptokiException;
    }

    private final CryptokiSession session;
    private final SecretKeys secretKeys;
    private final List<String> notes = new ArrayList<>();

    /// @param session read-write, logged in
    KeyMaker(CryptokiSession session) {
        this.session = session;
        this.secretKeys = new SecretKeys(session);
    }

    /// Generates a key, and a certificate object beside it where SunPKCS11 needs one to see it.
    ///
    /// @return without its faults: it was not read back
    /// @throws KeyCeremonyFailed if the key was made and what pins it cannot be learnt
    MadeKey make(PinnedKey.Kind kind, String label, byte[] id) throws CryptokiException, KeyCeremonyFailed {
        var key = kind.asymmetric() ? pair(kind, label, id) : secret(kind, label, id);
        return new MadeKey(key, Bytes.of(id), List.of(), notes);
    }

    private PinnedKey pair(PinnedKey.Kind kind, String label, byte[] id) throws CryptokiException, KeyCeremonyFailed {
        var mechanism = Mechanism.of(KeyTemplate.generationMechanism(kind));
        var pair = made(
                List.of(0L),
                (leniency, _) -> session.generateKeyPair(
                        mechanism,
                        leniency.publicKey(KeyTemplate.publicKey(kind, label, id)),
                        leniency.key(KeyTemplate.privateKey(kind, label, id))));
        var key = pinned(pair.publicKey(), kind, label);
        if (kind != PinnedKey.Kind.ED25519) { // which SunPKCS11 cannot use with or without
            certify(key, label, id);
        }
        return key;
    }

    private PinnedKey pinned(long publicKey, PinnedKey.Kind kind, String label) throws KeyCeremonyFailed {
        try {
            return PublicKeys.read(session, publicKey)
                    .filter(key -> key.kind() == kind)
                    .orElseThrow(() -> unreadable(label, "it has none of kind " + kind.text()));
        } catch (CryptokiException e) {
            throw unreadable(label, e.getMessage());
        }
    }

    private PinnedKey secret(PinnedKey.Kind kind, String label, byte[] id) throws CryptokiException, KeyCeremonyFailed {
        var mechanism = Mechanism.of(KeyTemplate.generationMechanism(kind));
        var handle = made(
                KeyTemplate.secretKeyTypes(kind),
                (leniency, type) ->
                        session.generateKey(mechanism, leniency.key(KeyTemplate.newSecretKey(kind, type, label, id))));
        try {
            return new PinnedKey(kind, Bytes.of(secretKeys.checkValue(handle, kind)));
        } catch (CryptokiException e) {
            throw unreadable(label, e.getMessage());
        }
    }

    private <T> T made(List<Long> keyTypes, Making<T> making) throws CryptokiException {
        CryptokiException first = null;
        for (var leniency : Leniency.values()) {
            for (var keyType : keyTypes) {
                try {
                    var made = making.with(leniency, keyType);
                    if (first != null) {
                        notes.add("the token refused the whole template (" + first.getMessage()
                                + ") and took a shorter one; the key was read back");
                    }
                    return made;
                } catch (CryptokiException e) {
                    if (!Leniency.isAboutTheTemplate(e)) {
                        throw e;
                    }
                    first = first == null ? e : first;
                }
            }
        }
        throw requireNonNull(first, "no key type to try");
    }

    /// The key is made whatever comes of this: a token without certificates serves by the direct binding.
    private void certify(PinnedKey key, String label, byte[] id) {
        try {
            session.createObject(KeyCertificate.of(key, label, id));
        } catch (CryptokiException refused) {
            try {
                session.createObject(KeyCertificate.of(key, label, id)
                        .without(Set.of(Ck.CKA_MODIFIABLE))
                        .with(Ck.CKA_PRIVATE, true)); // all that YubiHSM takes
            } catch (CryptokiException e) {
                notes.add("the token refused the certificate (" + refused.getMessage()
                        + "): the direct binding signs with the key, SunPKCS11 does not see it");
            }
        }
    }

    private static KeyCeremonyFailed unreadable(String label, String why) {
        return new KeyCeremonyFailed("key '" + label + "' was made, but the token does not tell what pins it: " + why);
    }
}
