package dev.countersign.signer.hsm.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An object of a token and the attributes that were asked of it.
///
/// @param attributes those that the token tells
record TokenObject(long handle, Map<Long, Bytes> attributes) {

    private static final Bytes NONE = Bytes.of(new byte[0]);

    /// Every object that matches: one search, then one call an object.
    static List<TokenObject> find(CryptokiSession session, Template search, long... types) throws CryptokiException {
        var objects = new ArrayList<TokenObject>();
        for (var handle : session.find(search)) {
            objects.add(new TokenObject(handle, session.attributes(handle, types)));
        }
        return objects;
    }

    static List<TokenObject> ofClass(CryptokiSession session, long objectClass, long... types)
            throws CryptokiException {
        return find(session, new Template().with(Ck.CKA_CLASS, objectClass), types);
    }

    /// CKA_ID; empty where there is none.
    Bytes id() {
        return attributes.getOrDefault(Ck.CKA_ID, NONE);
    }

    /// CKA_LABEL; empty where there is none.
    String label() {
        return new String(attributes.getOrDefault(Ck.CKA_LABEL, NONE).toByteArray(), UTF_8);
    }
}
