package dev.countersign.signer.hsm.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.model.Bytes;

/// What we write into a token beside its keys: a data object (PKCS#11 v2.40 §4.5) that only a login shows, and that
/// says
/// of itself that it cannot be changed.
///
/// @param label what kind of note it is
record DataObject(String label) {

    private static final String APPLICATION = "countersign";

    /// The object to create.
    Template template(Bytes value) {
        return search().with(Ck.CKA_TOKEN, true)
                .with(Ck.CKA_PRIVATE, true)
                .with(Ck.CKA_MODIFIABLE, false)
                .with(Ck.CKA_APPLICATION, APPLICATION.getBytes(UTF_8))
                .with(Ck.CKA_VALUE, value.toByteArray());
    }

    /// What finds every one.
    Template search() {
        return new Template().with(Ck.CKA_CLASS, Ck.CKO_DATA).with(Ck.CKA_LABEL, label.getBytes(UTF_8));
    }
}
