package dev.countersign.signer.hsm.pkcs11.ceremony;

import static java.util.Objects.requireNonNull;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Mechanism;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.hsm.pkcs11.token.KeyTemplate;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// HMAC keys of a token: how a secret made elsewhere gets in, and what pins it once it is there.
final class SecretKeys {

    /// The answers of a token that takes another mechanism, or other parameters of it (PKCS#11 v2.40 §5.1).
    private static final Set<Long> OTHER_MECHANISM = Set.of(
            0x7L, // CKR_ARGUMENTS_BAD: SoftHSM of OAEP with SHA-256
            0x70L, // CKR_MECHANISM_INVALID
            0x71L); // CKR_MECHANISM_PARAM_INVALID

    /// The answers of a token that takes another template; nothing was made.
    private static final Set<Long> OTHER_TEMPLATE = Set.of(
            0x10L, // CKR_ATTRIBUTE_READ_ONLY: SoftHSM of CKA_VALUE_LEN
            CryptokiException.CKR_ATTRIBUTE_TYPE_INVALID,
            CryptokiException.CKR_ATTRIBUTE_VALUE_INVALID,
            0xd0L, // CKR_TEMPLATE_INCOMPLETE: Luna without CKA_VALUE_LEN
            CryptokiException.CKR_TEMPLATE_INCONSISTENT);

    private final CryptokiSession session;

    /// @param session read-write, logged in
    SecretKeys(CryptokiSession session) {
        this.session = session;
    }

    /// What pins an HMAC key: its MAC of [CheckValue#RESERVED_TEXT].
    ///
    /// @param key handle
    byte[] checkValue(long key, PinnedKey.Kind kind) throws CryptokiException {
        session.signInit(Mechanism.of(mechanism(kind)), key);
        return session.sign(CheckValue.RESERVED_TEXT.toByteArray());
    }

    /// Brings a secret in, encrypted to a key that the token makes for this one time and forgets with the
    /// session: it does not pass the vendor's library or the network in the clear.
    ///
    /// @return the key's handle
    long unwrap(Secret secret, PinnedKey.Kind kind, String label, byte[] id) throws KeyCeremonyFailed {
        var refusals = new LinkedHashSet<String>();
        try {
            var envelope = Envelope.make(session);
            for (var hash : Envelope.Hash.values()) {
                var wrapped = envelope.seal(secret, kind, hash);
                var handle = unwrap(envelope, hash, wrapped, templates(secret, kind, label, id), refusals);
                if (handle.isPresent()) {
                    return handle.getAsLong();
                }
            }
        } catch (CryptokiException e) {
            refusals.add(e.getMessage());
        }
        throw new KeyCeremonyFailed("the secret of '" + label + "' was not unwrapped (" + String.join(", ", refusals)
                + "); if the token cannot do that, --plain hands the secret to the vendor's library in the clear");
    }

    /// Empty where the token wants another mechanism, or no template did.
    private OptionalLong unwrap(
            Envelope envelope, Envelope.Hash hash, byte[] wrapped, List<Template> templates, Set<String> refusals)
            throws CryptokiException {
        for (var template : templates) {
            try {
                return OptionalLong.of(session.unwrapKey(hash.mechanism(), envelope.privateKey(), wrapped, template));
            } catch (CryptokiException e) {
                requireOtherForm(e);
                refusals.add(e.getMessage());
                if (OTHER_MECHANISM.contains(e.code())) {
                    break;
                }
            }
        }
        return OptionalLong.empty();
    }

    /// Brings a secret in as it is: the vendor's library sees it, and whatever carries its calls to the
    /// token.
    ///
    /// @return the key's handle
    long create(Secret secret, PinnedKey.Kind kind, String label, byte[] id) throws CryptokiException {
        CryptokiException refused = null;
        for (var leniency : Leniency.values()) {
            for (var keyType : KeyTemplate.secretKeyTypes(kind)) {
                try {
                    return create(secret, kind, leniency.key(KeyTemplate.secretKey(keyType, label, id)));
                } catch (CryptokiException e) {
                    requireOtherForm(e);
                    refused = e;
                }
            }
        }
        throw requireNonNull(refused, "no key type to try");
    }

    private long create(Secret secret, PinnedKey.Kind kind, Template template) throws CryptokiException {
        try {
            return secret.give(kind, key -> session.createObject(template.with(Ck.CKA_VALUE, key)));
        } finally {
            template.wipe();
        }
    }

    private static List<Template> templates(Secret secret, PinnedKey.Kind kind, String label, byte[] id) {
        var templates = new ArrayList<Template>();
        for (var leniency : Leniency.values()) {
            for (var keyType : KeyTemplate.secretKeyTypes(kind)) {
                templates.add(unmodifiableLast(leniency.key(KeyTemplate.secretKey(keyType, label, id))));
                templates.add(unmodifiableLast(leniency.key(KeyTemplate.secretKey(keyType, label, id))
                        .with(Ck.CKA_VALUE_LEN, (long) secret.keyBytes(kind))));
            }
        }
        return templates;
    }

    /// SoftHSM 2.6.1 obeys CKA_MODIFIABLE while it still reads the template of C_UnwrapKey: what comes
    /// after is refused.
    private static Template unmodifiableLast(Template template) {
        return template.has(Ck.CKA_MODIFIABLE)
                ? template.without(Set.of(Ck.CKA_MODIFIABLE)).with(Ck.CKA_MODIFIABLE, false)
                : template;
    }

    private static void requireOtherForm(CryptokiException e) throws CryptokiException {
        if (!OTHER_MECHANISM.contains(e.code()) && !OTHER_TEMPLATE.contains(e.code())) {
            throw e;
        }
    }

    private static long mechanism(PinnedKey.Kind kind) {
        return switch (kind) {
            case HMAC_SHA256 -> Ck.CKM_SHA256_HMAC;
            case HMAC_SHA384 -> Ck.CKM_SHA384_HMAC;
            case HMAC_SHA512 -> Ck.CKM_SHA512_HMAC;
            case SECP256K1, P256, P384, ED25519, RSA_2048, RSA_3072 ->
                throw new IllegalArgumentException(kind + " is no secret key");
        };
    }
}
