package dev.countersign.signer.decode.ethereum.typed;

import dev.countersign.signer.bundle.typed.Atomic;
import dev.countersign.signer.model.Bytes;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/// A value that is of its type.
sealed interface TypedValue {

    /// A value without parts.
    ///
    /// @param content as [Atomic#read] makes it
    record Leaf(Atomic type, Bytes content) implements TypedValue {

        BigInteger unsigned() {
            return new BigInteger(1, content.toByteArray());
        }

        /// `0x` and 40 lower-case hex digits.
        String address() {
            return "0x" + content.slice(12, 32).hex();
        }
    }

    /// An array.
    record Sequence(List<TypedValue> items) implements TypedValue {}

    /// A struct; its fields in the order of the hash.
    record Struct(String name, Map<String, TypedValue> fields) implements TypedValue {

        /// The field at `path`, such as `permitted.token`.
        TypedValue at(String path) {
            var dot = path.indexOf('.');
            var field = fields.get(dot < 0 ? path : path.substring(0, dot));
            if (field == null) {
                throw new IllegalArgumentException("no field " + path + " in " + name);
            }
            return dot < 0 ? field : ((Struct) field).at(path.substring(dot + 1));
        }

        Leaf leaf(String path) {
            return (Leaf) at(path);
        }

        /// An unsigned integer.
        BigInteger unsigned(String path) {
            return leaf(path).unsigned();
        }

        /// `0x` and 40 lower-case hex digits.
        String address(String path) {
            return leaf(path).address();
        }
    }
}
