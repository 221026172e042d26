package dev.countersign.signer.hsm.pkcs11.ceremony;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import java.util.Set;

/// How much of a template is said aloud. Tokens refuse templates that name an attribute which they do not
/// know, even to say that it is false. What is left out is not given up: the key is read back and judged by
/// all of it.
enum Leniency {
    /// All of it.
    STRICT(Set.of(), Set.of()),
    /// Without the usages that a key must not have: most tokens give none that was not asked for.
    WITHOUT_USAGES(
            Set.of(
                    Ck.CKA_SIGN_RECOVER,
                    Ck.CKA_ENCRYPT,
                    Ck.CKA_DECRYPT,
                    Ck.CKA_WRAP,
                    Ck.CKA_UNWRAP,
                    Ck.CKA_DERIVE,
                    Ck.CKA_VERIFY),
            Set.of(Ck.CKA_PRIVATE, Ck.CKA_MODIFIABLE)),
    /// Nor that nobody may change or copy it: on some tokens nobody can.
    MINIMAL(
            Set.of(
                    Ck.CKA_SIGN_RECOVER,
                    Ck.CKA_ENCRYPT,
                    Ck.CKA_DECRYPT,
                    Ck.CKA_WRAP,
                    Ck.CKA_UNWRAP,
                    Ck.CKA_DERIVE,
                    Ck.CKA_VERIFY,
                    Ck.CKA_MODIFIABLE,
                    Ck.CKA_COPYABLE),
            Set.of(Ck.CKA_PRIVATE, Ck.CKA_MODIFIABLE));

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<Long> unsaidOfKey;

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<Long> unsaidOfPublicKey;

    Leniency(Set<Long> unsaidOfKey, Set<Long> unsaidOfPublicKey) {
        this.unsaidOfKey = unsaidOfKey;
        this.unsaidOfPublicKey = unsaidOfPublicKey;
    }

    /// A private or secret key's template, as far as it is said.
    Template key(Template template) {
        return template.without(unsaidOfKey);
    }

    /// A public key's template, as far as it is said.
    Template publicKey(Template template) {
        return template.without(unsaidOfPublicKey);
    }

    /// True if the token may accept another template where it refused this one: nothing was made.
    static boolean isAboutTheTemplate(CryptokiException e) {
        return e.code() == CryptokiException.CKR_ATTRIBUTE_TYPE_INVALID
                || e.code() == CryptokiException.CKR_ATTRIBUTE_VALUE_INVALID
                || e.code() == CryptokiException.CKR_TEMPLATE_INCONSISTENT;
    }
}
