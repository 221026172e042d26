package dev.countersign.signer.hsm.pkcs11.token;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A private or secret key of a token, as its token describes it.
///
/// @param label CKA_LABEL
/// @param id CKA_ID
/// @param kinds what it can be: none if it cannot be pinned; a generic secret can be of every hash
/// @param type CKA_KEY_TYPE and what goes with it, for people
/// @param publicKey of the public object with the same CKA_ID; empty if there is none, if several differ, or if it is
///     of no kind that can be pinned; always empty for a secret key
/// @param disabledFrom when an officer ended its signing; [DisabledMarker]
/// @param findings what is wrong with it, but for the custody attributes, one line each; it must not be served
public record KeyRow(
        String label,
        Bytes id,
        Set<PinnedKey.Kind> kinds,
        String type,
        Optional<PinnedKey> publicKey,
        Custody custody,
        Certificate certificate,
        Optional<Instant> disabledFrom,
        List<String> findings) {

    /// The certificate objects with the key's CKA_ID.
    public enum Certificate {
        /// There is none.
        NONE,
        /// There is one, and it holds the key.
        MATCHES,
        /// At least one holds another key, or cannot be read.
        OTHER_KEY,
        /// There are several, and each holds the key.
        SEVERAL
    }

    public KeyRow {
        kinds = Set.copyOf(kinds);
        findings = List.copyOf(findings);
    }

    /// True if the key can be of this kind. For HMAC only its check value tells which key it is.
    public boolean canBe(PinnedKey.Kind kind) {
        return kinds.contains(kind);
    }

    /// Why the key must not be served, one line each; empty for a key as it must be.
    ///
    /// @param acceptImported an officer accepts that the key was made outside the token
    public List<String> faults(boolean acceptImported) {
        return Stream.concat(findings.stream(), custody.faults(acceptImported).stream())
                .toList();
    }

    /// Why a key that must have been made in the token must not be served.
    public List<String> faults() {
        return faults(false);
    }

    /// What the key is, for people: its kind where that is certain.
    public String kind() {
        return kinds.size() == 1 ? kinds.iterator().next().name() : type;
    }

    KeyRow with(String finding) {
        var all = new ArrayList<>(findings);
        all.add(finding);
        return new KeyRow(label, id, kinds, type, publicKey, custody, certificate, disabledFrom, all);
    }
}
