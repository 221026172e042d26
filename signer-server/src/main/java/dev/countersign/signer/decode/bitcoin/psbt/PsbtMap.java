package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// The fields of one map, each known, of its form, and there once; in the order of their keys. Immutable.
public final class PsbtMap {

    static final PsbtMap EMPTY = new PsbtMap(new TreeMap<>());

    private final NavigableMap<Bytes, PsbtEntry> entries;

    private PsbtMap(NavigableMap<Bytes, PsbtEntry> entries) {
        this.entries = entries;
    }

    /// Reads a map and the zero byte at its end.
    ///
    /// @param name `global`, `inputs[0]` and so on
    static PsbtMap read(ByteReader psbt, Field.Scope scope, String name) throws Refused {
        var keyName = name + ".key";
        var entries = new TreeMap<Bytes, PsbtEntry>();
        while (true) {
            var keyBytes = psbt.count(keyName, 1);
            if (keyBytes == 0) {
                return new PsbtMap(entries);
            }
            var entry = readEntry(psbt, scope, name, keyBytes);
            if (entries.putIfAbsent(entry.key(), entry) != null) {
                throw psbt.fault(
                        DecodingRule.UNIQUE_PSBT_KEYS,
                        name,
                        entry.offset(),
                        "has the key 0x%s a second time (BIP-174)".formatted(shortened(entry.key())));
            }
        }
    }

    private static PsbtEntry readEntry(ByteReader psbt, Field.Scope scope, String name, int keyBytes) throws Refused {
        var start = psbt.position();
        var key = psbt.section(name + ".key", keyBytes);
        var type = key.compactSize("type");
        var field = Field.find(scope, type).orElse(null);
        if (field == null) {
            throw psbt.fault(
                    DecodingRule.KNOWN_PSBT_FIELDS,
                    name,
                    start,
                    (type == Field.PROPRIETARY
                                    ? "has a proprietary field (type 0x%02x)"
                                    : "has a field of type 0x%02x, which is not known here")
                            .formatted(type)
                            .concat("; remove it"));
        }
        var path = name + "." + field;
        var valueBytes = psbt.count(path, 1);
        var offset = psbt.position();
        var value = psbt.section(path, valueBytes);
        field.shape().check(key, value);
        key.requireEnd("the key of " + field);
        value.requireEnd("the value of " + field);
        return new PsbtEntry(psbt.slice(start, start + keyBytes), psbt.slice(offset, psbt.position()), offset);
    }

    /// Refuses fields that the version does not have, and the lack of those that it must have.
    void requireVersion(Field.Scope scope, String name, int version) throws Refused {
        for (var field : Field.of(scope)) {
            var entry = get(field);
            if (entry.isPresent() && !field.presence().allowedIn(version)) {
                throw DecodingRule.PSBT_VERSION.broken(
                        name + "." + field,
                        entry.get().offset(),
                        "is not a field of PSBT version %d (BIP-370)".formatted(version));
            }
            if (entry.isEmpty() && field.presence().requiredIn(version)) {
                throw DecodingRule.PSBT_VERSION.broken(
                        name + "." + field,
                        "is missing; PSBT version %d requires it (BIP-%d)"
                                .formatted(version, version == 0 ? 174 : 370));
            }
        }
    }

    /// The field, of those without key data.
    Optional<PsbtEntry> get(Field field) {
        return Optional.ofNullable(entries.get(field.type()));
    }

    Optional<Bytes> value(Field field) {
        return get(field).map(PsbtEntry::value);
    }

    OptionalLong uint32(Field field) throws Refused {
        var entry = get(field);
        return entry.isPresent() ? OptionalLong.of(entry.get().uint32()) : OptionalLong.empty();
    }

    boolean has(Field field) {
        return entries.containsKey(field.type());
    }

    /// All fields of the type, of those with key data, in the order of their keys.
    Collection<PsbtEntry> all(Field field) {
        var next = Bytes.of(new byte[] {(byte) (field.type().at(0) + 1)});
        return entries.subMap(field.type(), true, next, false).values();
    }

    /// This map with one field more, or another value of it.
    PsbtMap with(Field field, Bytes keyData, Bytes value) {
        var key = new ByteWriter(1 + keyData.size())
                .bytes(field.type())
                .bytes(keyData)
                .written();
        var more = new TreeMap<>(entries);
        more.put(key, new PsbtEntry(key, value, 0));
        return new PsbtMap(more);
    }

    /// This map with only the fields of these types.
    PsbtMap only(Set<Field> fields) {
        var fewer = new TreeMap<Bytes, PsbtEntry>();
        for (var field : fields) {
            all(field).forEach(entry -> fewer.put(entry.key(), entry));
        }
        return new PsbtMap(fewer);
    }

    void write(ByteWriter writer) {
        for (Map.Entry<Bytes, PsbtEntry> entry : entries.entrySet()) {
            writer.lengthPrefixed(entry.getKey())
                    .lengthPrefixed(entry.getValue().value());
        }
        writer.uint8(0);
    }

    private static String shortened(Bytes key) {
        return key.size() <= 8 ? key.hex() : key.slice(0, 8).hex() + "…";
    }
}
