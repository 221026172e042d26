package dev.countersign.signer.bundle.file;

import com.esaulpaugh.headlong.abi.ABIType;
import dev.countersign.signer.bundle.ContractCall.Condition;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What one argument of a contract call must be: `any`, `own`, `{ equals }`, `{ one_of }` or `{ in }`.
///
/// @param chain of the contract
/// @param type of the parameter
record Conditions(Names names, Chain chain, ABIType<?> type) {

    private static final FieldNames EQUALS = FieldNames.of("equals");
    private static final FieldNames ONE_OF = FieldNames.of("one_of");
    private static final FieldNames IN = FieldNames.of("in");
    private static final String ACCOUNTS = "a list of address groups and accounts";
    private static final String FORMS = "any, { equals: … }, { one_of: [ … ] }, or for an address own or { in: [ … ] }";

    Optional<Condition> read(Value value) {
        if (value.has("equals")) {
            return value.fields(EQUALS)
                    .optional("equals")
                    .flatMap(this::text)
                    .map(text -> new Condition.OneOf(Set.of(text)));
        }
        if (value.has("one_of")) {
            return value.fields(ONE_OF)
                    .optional("one_of")
                    .flatMap(list -> some(list, this::text))
                    .map(texts -> new Condition.OneOf(new HashSet<>(texts)));
        }
        if (value.has("in")) {
            return value.fields(IN).optional("in").flatMap(this::accounts);
        }
        return value.parse(FORMS, word -> {
            if (word.equals("any")) {
                return new Condition.Any();
            }
            if (word.equals("own") && isAddress()) {
                return new Condition.Own();
            }
            throw new IllegalArgumentException("another word");
        });
    }

    private Optional<Condition> accounts(Value list) {
        if (!isAddress()) {
            list.refuse("accounts for a parameter of type " + type.getCanonicalType(), "any, equals or one_of");
            return Optional.empty();
        }
        return some(list, item -> names.accounts(item, chain, ACCOUNTS))
                .map(groups -> new Condition.OneAccountOf(
                        new HashSet<>(groups.stream().flatMap(List::stream).toList())));
    }

    private static <T> Optional<List<T>> some(Value list, Function<Value, Optional<T>> reader) {
        var items = list.items("a list, such as [ … ]");
        if (list.isList() && items.isEmpty()) {
            list.refuse("an empty list", "at least one");
        }
        var read = items.stream().flatMap(item -> reader.apply(item).stream()).toList();
        return read.isEmpty() ? Optional.empty() : Optional.of(read);
    }

    /// A value as the decoder spells it.
    private Optional<String> text(Value value) {
        var name = type.getCanonicalType();
        if (name.matches("u?int[0-9]+")) {
            return value.parse("a whole number of type " + name, text -> number(name, text));
        }
        if (name.equals("bool")) {
            return value.truth().map(String::valueOf);
        }
        if (name.matches("bytes[0-9]+")) {
            var digits = 2 * Integer.parseInt(name.substring(5));
            return value.parse(
                    "0x and " + digits + " lower-case hex digits",
                    text -> matching("0x[0-9a-f]{" + digits + "}", text));
        }
        value.refuse("a value for a parameter of type " + name, isAddress() ? "own or { in: [ … ] }" : "any");
        return Optional.empty();
    }

    private static String number(String type, String text) {
        var number = new BigInteger(matching("0|-?[1-9][0-9]{0,77}", text));
        var bits = Integer.parseInt(type.replaceAll("[a-z]", ""));
        var fits =
                type.startsWith("u") ? number.signum() >= 0 && number.bitLength() <= bits : number.bitLength() < bits;
        if (!fits) {
            throw new IllegalArgumentException("out of range");
        }
        return number.toString();
    }

    private static String matching(String form, String text) {
        if (!text.matches(form)) {
            throw new IllegalArgumentException("not of the form " + form);
        }
        return text;
    }

    private boolean isAddress() {
        return type.getCanonicalType().equals("address");
    }
}
