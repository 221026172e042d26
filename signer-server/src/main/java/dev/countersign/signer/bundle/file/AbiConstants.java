package dev.countersign.signer.bundle.file;

import com.esaulpaugh.headlong.abi.ABIType;
import dev.countersign.signer.yaml.Value;
import java.math.BigInteger;
import java.util.Optional;

/// A value of a parameter's type, spelled as the decoder of calls spells it: a decimal number, `true` or `false`, `0x`
/// and
/// lower-case hex.
record AbiConstants(ABIType<?> type) {

    Optional<String> read(Value value) {
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

    boolean isAddress() {
        return type.getCanonicalType().equals("address");
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
}
