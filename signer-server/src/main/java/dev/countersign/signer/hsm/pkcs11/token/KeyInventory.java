package dev.countersign.signer.hsm.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Cryptoki;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Every private key of a token, each with the public key that shares its CKA_ID. Read once an epoch: finding a key
/// costs time in proportion to all objects of the token.
public final class KeyInventory {

    /// A key and its handle.
    ///
    /// @param handle good in this epoch only
    public record Entry(long handle, KeyRow row) {}

    private final Cryptoki cryptoki;
    private final long session;

    private KeyInventory(Cryptoki cryptoki, long session) {
        this.cryptoki = cryptoki;
        this.session = session;
    }

    /// Reads all private keys.
    ///
    /// @param session logged in; in use by this thread only
    public static List<Entry> read(Cryptoki cryptoki, long session) throws CryptokiException {
        return new KeyInventory(cryptoki, session).entries();
    }

    private List<Entry> entries() throws CryptokiException {
        var publicKeys = publicKeys();
        var entries = new ArrayList<Entry>();
        var seen = new HashSet<Bytes>();
        var twice = new HashSet<Bytes>();
        for (var handle : find(Ck.CKO_PRIVATE_KEY)) {
            var id = id(handle);
            if (!seen.add(id)) {
                twice.add(id);
            }
            entries.add(entry(handle, id, publicKeys.getOrDefault(id, Set.of())));
        }
        return entries.stream()
                .map(entry -> twice.contains(entry.row().id()) ? ambiguous(entry) : entry)
                .toList();
    }

    private Entry entry(long handle, Bytes id, Set<PinnedKey> publicKeys) throws CryptokiException {
        var label = cryptoki.attribute(session, handle, Ck.CKA_LABEL)
                .map(bytes -> new String(bytes, UTF_8))
                .orElse("");
        if (publicKeys.size() != 1) {
            var fault = publicKeys.isEmpty()
                    ? "no secp256k1 or Ed25519 public key object or certificate has its CKA_ID"
                    : "public objects with its CKA_ID name different public keys";
            return new Entry(handle, new KeyRow(label, id, Optional.empty(), List.of(fault)));
        }
        var publicKey = publicKeys.iterator().next();
        var faults = KeyTemplate.faults(cryptoki, session, handle, publicKey.kind());
        return new Entry(handle, new KeyRow(label, id, Optional.of(publicKey), faults));
    }

    /// Distinct public keys by CKA_ID, from public key objects and certificates.
    private Map<Bytes, Set<PinnedKey>> publicKeys() throws CryptokiException {
        var keys = new HashMap<Bytes, Set<PinnedKey>>();
        for (var handle : find(Ck.CKO_PUBLIC_KEY)) {
            var kind = KeyTemplate.kindOf(cryptoki, session, handle);
            var point = cryptoki.attribute(session, handle, Ck.CKA_EC_POINT);
            if (kind.isPresent() && point.isPresent()) {
                var key = PublicKeys.ofPoint(kind.get(), point.get());
                if (key.isPresent()) {
                    keys.computeIfAbsent(id(handle), any -> new HashSet<>()).add(key.get());
                }
            }
        }
        for (var handle : find(Ck.CKO_CERTIFICATE)) {
            var key = cryptoki.attribute(session, handle, Ck.CKA_VALUE).flatMap(PublicKeys::ofCertificate);
            if (key.isPresent()) {
                keys.computeIfAbsent(id(handle), any -> new HashSet<>()).add(key.get());
            }
        }
        return keys;
    }

    private List<Long> find(long objectClass) throws CryptokiException {
        return cryptoki.find(session, new Template().with(Ck.CKA_CLASS, objectClass));
    }

    private Bytes id(long handle) throws CryptokiException {
        return Bytes.of(cryptoki.attribute(session, handle, Ck.CKA_ID).orElse(new byte[0]));
    }

    private static Entry ambiguous(Entry entry) {
        var row = entry.row();
        var faults = new ArrayList<>(row.faults());
        faults.add("another private key has the same CKA_ID");
        return new Entry(entry.handle(), new KeyRow(row.label(), row.id(), row.publicKey(), faults));
    }
}
