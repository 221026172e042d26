package dev.countersign.signer.hsm.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.model.Bytes;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// A data object in the token which says that a key must not sign from an instant on. It lives beside the key, so that
/// every server that uses the key sees it; writing it needs the login and nothing else.
///
/// Its value is UTF-8, `<CKA_ID in hex> <ISO-8601 instant>`. Of several for one key the earliest counts, and one whose
/// instant cannot be read disables its key from the beginning of time.
///
/// @param id CKA_ID of the key
/// @param readable false if the instant could not be read
public record DisabledMarker(Bytes id, Instant from, boolean readable) {

    static final String LABEL = "countersign-disabled";

    private static final DataObject NOTE = new DataObject(LABEL);

    /// The object to create.
    public static Template template(Bytes id, Instant from) {
        return NOTE.template(Bytes.of((id.hex() + " " + from).getBytes(UTF_8)));
    }

    /// What finds every marker.
    static Template search() {
        return NOTE.search();
    }

    /// The marker that CKA_VALUE spells; empty if it names no key.
    static Optional<DisabledMarker> parse(Bytes value) {
        var words = new String(value.toByteArray(), UTF_8).strip().split("\\s+", 2);
        Bytes id;
        try {
            id = Bytes.fromHex(words[0]);
        } catch (IllegalArgumentException noHex) {
            return Optional.empty();
        }
        if (id.size() == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DisabledMarker(id, Instant.parse(words[words.length - 1]), true));
        } catch (DateTimeException unreadable) {
            return Optional.of(new DisabledMarker(id, Instant.MIN, false));
        }
    }
}
