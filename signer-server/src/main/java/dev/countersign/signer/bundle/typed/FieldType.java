package dev.countersign.signer.bundle.typed;

import java.util.Optional;
import java.util.regex.Pattern;

/// The type of a field, as EIP-712 §"Definition of typed structured data" has it. Aliases such as `uint` are none.
public sealed interface FieldType permits Atomic, FieldType.Array, FieldType.Struct {

    /// The longest fixed array.
    int MAX_LENGTH = 1024;
    int MAX_CHARACTERS = 128;

    Pattern STRUCT = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$:]{0,63}"); // Hyperliquid has colons in its names
    Pattern RESERVED = Pattern.compile("(address|bool|string|function|byte|(bytes|u?int|u?fixed)[0-9x]*)(:.*)?");
    Pattern ARRAY = Pattern.compile("(.+)\\[(|[1-9][0-9]{0,3})]");

    /// An array of any length, or of exactly `length`.
    record Array(FieldType element, Optional<Integer> length) implements FieldType {}

    /// Another struct of the same [TypeSet].
    record Struct(String name) implements FieldType {}

    /// The type that `written` names.
    ///
    /// @throws IllegalArgumentException if EIP-712 has no such type
    static FieldType of(String written) {
        if (written.length() > MAX_CHARACTERS) { // arrays of arrays are read by recursion
            throw new IllegalArgumentException("a type of more than " + MAX_CHARACTERS + " characters");
        }
        var array = ARRAY.matcher(written);
        if (array.matches()) {
            var length = array.group(2).isEmpty()
                    ? Optional.<Integer>empty()
                    : Optional.of(Integer.parseInt(array.group(2)));
            if (length.filter(items -> items > MAX_LENGTH).isPresent()) {
                throw new IllegalArgumentException("an array of more than " + MAX_LENGTH + " items");
            }
            return new Array(of(array.group(1)), length);
        }
        var atomic = Atomic.of(written);
        if (atomic.isPresent()) {
            return atomic.get();
        }
        if (!STRUCT.matcher(written).matches() || RESERVED.matcher(written).matches()) {
            throw new IllegalArgumentException("'" + written + "' is no type of EIP-712");
        }
        return new Struct(written);
    }
}
