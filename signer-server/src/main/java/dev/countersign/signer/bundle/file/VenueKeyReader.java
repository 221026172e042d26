package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.VenueKey;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.PinnedKey.Kind;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// One entry of `keys` that names a venue.
final class VenueKeyReader {

    /// What tells a venue's key from a chain's.
    static final String VENUE = "venue";

    private static final FieldNames FIELDS = FieldNames.of(
                    VENUE, "kind", "public_key", "check_value", "lane", "accept_imported")
            .planning("rules", "limits", "approvals");
    private static final String KINDS =
            "one of: " + Arrays.stream(Kind.values()).map(Kind::text).collect(Collectors.joining(", "));

    private VenueKeyReader() {}

    static Optional<VenueKey> read(KeyId id, Value value) {
        var fields = value.fields(FIELDS);
        var venue = fields.required(VENUE, "a name of " + Forms.NAME, Forms::name);
        var kind = fields.required("kind", KINDS, Kind::of);
        var pinned = kind.flatMap(known -> pinned(fields, known));
        var lane = KeyReader.lane(fields).orElse(Lane.ORDERS);
        var acceptImported = KeyReader.acceptImported(fields);
        return venue.flatMap(name -> pinned.map(key -> new VenueKey(id, name, key, lane, acceptImported)));
    }

    private static Optional<PinnedKey> pinned(Fields fields, Kind kind) {
        var field = kind.asymmetric() ? "public_key" : "check_value";
        fields.optional(kind.asymmetric() ? "check_value" : "public_key")
                .ifPresent(other -> other.refuse("a value that no " + kind.text() + " key has", field));
        return fields.required(field, form(kind), text -> new PinnedKey(kind, Bytes.fromHex(text)));
    }

    /// Completes "expected …".
    private static String form(Kind kind) {
        return switch (kind) {
            case SECP256K1, P256 -> point(kind, 66);
            case P384 -> point(kind, 98);
            case ED25519 -> "an ed25519 public key: 64 hex digits";
            case RSA_2048, RSA_3072 ->
                "an " + kind.text()
                        + " public key as keys create prints it: DER RSAPublicKey with exponent 65537 in hex";
            case HMAC_SHA256 -> checkValue(kind, 64);
            case HMAC_SHA384 -> checkValue(kind, 96);
            case HMAC_SHA512 -> checkValue(kind, 128);
        };
    }

    private static String point(Kind kind, int digits) {
        return "a compressed %s public key: %d hex digits that start with 02 or 03".formatted(kind.text(), digits);
    }

    private static String checkValue(Kind kind, int digits) {
        return "the check value of an %s key: %d hex digits".formatted(kind.text(), digits);
    }
}
