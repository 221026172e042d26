package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.bundle.typed.FieldType;
import dev.countersign.signer.bundle.typed.TokenTypes;
import dev.countersign.signer.bundle.typed.TypeSet;
import dev.countersign.signer.bundle.typed.TypedDefinition;
import dev.countersign.signer.bundle.typed.TypedDomain;
import dev.countersign.signer.bundle.typed.TypedField;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// `typed_data: { name: { primary_type, types, domain, fields, amount, deadline } }`.
final class TypedDataReader {

    private static final FieldNames FIELDS =
            FieldNames.of("primary_type", "types", "domain", "fields", "amount", "deadline");
    private static final FieldNames TYPED_FIELD = FieldNames.of("name", "type");
    private static final FieldNames DOMAIN = FieldNames.of("name", "version", "chain_id", "verifying_contract", "salt");
    private static final String TYPES =
            "every type that the primary type refers to, and no other: TYPE: [ { name: …, type: … } ]";

    private final Names names;

    TypedDataReader(Names names) {
        this.names = names;
    }

    Map<String, Optional<TypedDefinition>> read(Value section) {
        var definitions = new LinkedHashMap<String, Optional<TypedDefinition>>();
        var owners = new HashMap<List<Record>, String>();
        section.entries("typed data by name").forEach((name, value) -> {
            if (!Forms.isName(name)) {
                value.refuse("the typed data name '" + name + "'", Forms.NAME);
                return;
            }
            var definition = definition(name, value);
            definition
                    .map(written -> owners.putIfAbsent(List.of(written.types(), written.domain()), name))
                    // which of two would allow it, would be left to chance
                    .ifPresent(earlier -> value.refuse(
                            "the types and domain of '" + earlier + "' again", "one name for one kind of typed data"));
            definitions.put(name, definition);
        });
        return definitions;
    }

    private Optional<TypedDefinition> definition(String name, Value value) {
        var before = value.problemCount();
        var fields = value.fields(FIELDS);
        var types = types(fields);
        var domain = fields.required("domain", "the pinned domain").map(TypedDataReader::domain);
        if (types.isEmpty() || domain.isEmpty() || value.problemCount() > before) {
            return Optional.empty();
        }
        var paths = new TypedFieldReader(names, TypedDefinition.paths(types.get()));
        var conditions = fields.required("fields", "what each field may hold")
                .map(paths::conditions)
                .orElse(Map.of());
        var amount = fields.optional("amount").flatMap(paths::amount);
        var deadline = fields.optional("deadline").flatMap(paths::deadline);
        return value.problemCount() > before
                ? Optional.empty()
                : Optional.of(new TypedDefinition(name, types.get(), domain.get(), conditions, amount, deadline));
    }

    private static Optional<TypeSet> types(Fields fields) {
        var primaryType = fields.required("primary_type", "the type that is signed", Function.identity());
        var section = fields.required("types", TYPES);
        if (primaryType.isEmpty() || section.isEmpty()) {
            return Optional.empty();
        }
        var structs = new LinkedHashMap<String, List<TypedField>>();
        section.get().entries(TYPES).forEach((name, value) -> structs.put(name, fieldsOf(value)));
        if (structs.containsKey(TypeSet.DOMAIN)) {
            section.get().refuse("the type " + TypeSet.DOMAIN, "no such type: it follows from domain");
            return Optional.empty();
        }
        return types(section.get(), primaryType.get(), structs);
    }

    private static Optional<TypeSet> types(Value section, String primaryType, Map<String, List<TypedField>> structs) {
        try {
            var types = new TypeSet(primaryType, structs);
            TypedDefinition.paths(types);
            if (TokenTypes.contains(types)) {
                section.refuse(
                        "types that are understood without a definition (" + primaryType + ")",
                        "permit under the asset, or permit2 under the key");
                return Optional.empty();
            }
            return Optional.of(types);
        } catch (IllegalArgumentException e) {
            section.refuse(String.valueOf(e.getMessage()), TYPES);
            return Optional.empty();
        }
    }

    private static List<TypedField> fieldsOf(Value struct) {
        var read = new ArrayList<TypedField>();
        for (var item : struct.items("a list of { name: …, type: … }")) {
            var fields = item.fields(TYPED_FIELD);
            var name = fields.required("name", "the field's name", Function.identity());
            var type = fields.required("type", "a type of EIP-712", text -> {
                FieldType.of(text);
                return text;
            });
            name.ifPresent(text -> type.ifPresent(written -> read.add(new TypedField(text, written))));
        }
        return read;
    }

    private static TypedDomain domain(Value value) {
        var fields = value.fields(DOMAIN);
        var name = fields.optional("name").flatMap(text -> text.parse(Forms.LABEL, Forms::label));
        var version = fields.optional("version").flatMap(text -> text.parse(Forms.LABEL, Forms::label));
        var chainId = fields.optional("chain_id")
                .flatMap(number -> number.integer(0, 999_999_999_999_999_999L))
                .map(BigInteger::valueOf);
        var contract = fields.optional("verifying_contract")
                .flatMap(text -> text.parse(Forms.ADDRESS, EthereumAddress::canonical));
        var salt = fields.optional("salt").flatMap(text -> text.parse("0x and 64 hex digits", TypedDataReader::salt));
        var domain = new TypedDomain(name, version, chainId, contract, salt);
        if (domain.fields().isEmpty()) {
            value.refuse("a domain without fields", "at least one of " + String.join(", ", DOMAIN.known()));
        }
        return domain;
    }

    private static Bytes salt(String text) {
        if (!text.matches("0x[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException("not 32 bytes");
        }
        return Bytes.fromHex(text.substring(2));
    }
}
