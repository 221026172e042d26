package dev.countersign.signer.hsm.pkcs11.token;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;

/// An attribute of a key that says who can do what with it (PKCS#11 v2.40 §4.4 Storage objects, §4.7 Key objects, §4.9
/// Private key objects, §4.10 Secret key objects). `CKA_` before the name is its name there.
public enum CustodyAttribute {
    TOKEN(Ck.CKA_TOKEN),
    PRIVATE(Ck.CKA_PRIVATE),
    LOCAL(Ck.CKA_LOCAL),
    SENSITIVE(Ck.CKA_SENSITIVE),
    ALWAYS_SENSITIVE(Ck.CKA_ALWAYS_SENSITIVE),
    EXTRACTABLE(Ck.CKA_EXTRACTABLE),
    NEVER_EXTRACTABLE(Ck.CKA_NEVER_EXTRACTABLE),
    MODIFIABLE(Ck.CKA_MODIFIABLE),
    COPYABLE(Ck.CKA_COPYABLE),
    ALWAYS_AUTHENTICATE(Ck.CKA_ALWAYS_AUTHENTICATE),
    SIGN(Ck.CKA_SIGN),
    VERIFY(Ck.CKA_VERIFY),
    SIGN_RECOVER(Ck.CKA_SIGN_RECOVER),
    ENCRYPT(Ck.CKA_ENCRYPT),
    DECRYPT(Ck.CKA_DECRYPT),
    WRAP(Ck.CKA_WRAP),
    UNWRAP(Ck.CKA_UNWRAP),
    DERIVE(Ck.CKA_DERIVE);

    private final long type;

    CustodyAttribute(long type) {
        this.type = type;
    }

    long type() {
        return type;
    }

    /// True if it allows an operation: SIGN to DERIVE.
    public boolean usage() {
        return compareTo(SIGN) >= 0;
    }

    /// `CKA_SIGN`.
    public String fullName() {
        return "CKA_" + name();
    }
}
