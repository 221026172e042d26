package dev.countersign.signer.hsm.pkcs11.token;

import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.ALWAYS_AUTHENTICATE;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.ALWAYS_SENSITIVE;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.COPYABLE;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.ENCRYPT;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.LOCAL;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.NEVER_EXTRACTABLE;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.SENSITIVE;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.SIGN_RECOVER;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.VERIFY;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.WRAP;

import dev.countersign.signer.model.Bytes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a token says about who can do what with a key, and what is wrong with it: a key is made in the token, never
/// leaves it, is for signing only, and is not changed or copied. All of it is the token's claim; a certified token is
/// one whose claims were examined.
///
/// @param secret true for an HMAC key, false for a private key
/// @param told the attributes that the token tells; it does not tell the others
public record Custody(boolean secret, Map<CustodyAttribute, Boolean> told) {

    /// An imported key cannot have these.
    private static final Set<CustodyAttribute> OF_LOCAL_KEYS = Set.of(LOCAL, ALWAYS_SENSITIVE, NEVER_EXTRACTABLE);

    /// No attributes of private keys in the standard (WRAP, ENCRYPT, VERIFY), or optional.
    private static final Set<CustodyAttribute> PRIVATE_MAY_BE_UNTOLD =
            Set.of(WRAP, ENCRYPT, VERIFY, ALWAYS_AUTHENTICATE, SIGN_RECOVER);

    /// No attributes of secret keys in the standard.
    private static final Set<CustodyAttribute> SECRET_MAY_BE_UNTOLD = Set.of(SIGN_RECOVER, ALWAYS_AUTHENTICATE);

    public Custody {
        told = Map.copyOf(told);
    }

    /// @param attributes as the token gave them; what is no CK_BBOOL counts as not told
    static Custody of(boolean secret, Map<Long, Bytes> attributes) {
        var told = new EnumMap<CustodyAttribute, Boolean>(CustodyAttribute.class);
        for (var attribute : CustodyAttribute.values()) {
            var value = attributes.get(attribute.type());
            if (value != null && value.size() == 1) {
                told.put(attribute, value.at(0) != 0);
            }
        }
        return new Custody(secret, told);
    }

    /// What is wrong, one line an attribute: its name, what it is, what it must be.
    ///
    /// @param acceptImported an officer accepts that the key was made outside the token
    List<String> faults(boolean acceptImported) {
        var faults = new ArrayList<String>();
        for (var attribute : CustodyAttribute.values()) {
            if (attribute == VERIFY || (acceptImported && OF_LOCAL_KEYS.contains(attribute))) {
                continue;
            }
            var value = told.get(attribute);
            var needed = needed(attribute);
            if (value == null && !mayBeUntold(attribute, acceptImported)) {
                faults.add("the token does not tell " + attribute.fullName() + ", which must be " + needed);
            } else if (value != null && value != needed) {
                faults.add(attribute.fullName() + " is " + value + ", must be " + needed);
            }
        }
        return faults;
    }

    private static boolean needed(CustodyAttribute attribute) {
        return switch (attribute) {
            case TOKEN, PRIVATE, LOCAL, SENSITIVE, ALWAYS_SENSITIVE, NEVER_EXTRACTABLE, SIGN, VERIFY -> true;
            case EXTRACTABLE,
                    MODIFIABLE,
                    COPYABLE,
                    ALWAYS_AUTHENTICATE,
                    SIGN_RECOVER,
                    ENCRYPT,
                    DECRYPT,
                    WRAP,
                    UNWRAP,
                    DERIVE -> false;
        };
    }

    /// A copy of a key that is sensitive and not extractable is so too (§4.4, §4.9), so a token that does not know
    /// CKA_COPYABLE, which came with v2.20, loses nothing.
    private boolean mayBeUntold(CustodyAttribute attribute, boolean acceptImported) {
        if (attribute == COPYABLE) {
            return told.getOrDefault(SENSITIVE, false)
                    && (acceptImported || told.getOrDefault(NEVER_EXTRACTABLE, false));
        }
        return (secret ? SECRET_MAY_BE_UNTOLD : PRIVATE_MAY_BE_UNTOLD).contains(attribute);
    }
}
