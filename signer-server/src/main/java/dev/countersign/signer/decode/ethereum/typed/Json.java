package dev.countersign.signer.decode.ethereum.typed;

import java.util.List;
import java.util.Map;

/// A JSON value (RFC 8259) without null and without fractions.
sealed interface Json {

    /// What it is, for people.
    String words();

    /// An object; the names in their order, each once.
    record Fields(Map<String, Json> fields) implements Json {
        @Override
        public String words() {
            return "an object";
        }
    }

    /// An array.
    record Items(List<Json> items) implements Json {
        @Override
        public String words() {
            return "an array";
        }
    }

    /// A string.
    record Text(String text) implements Json {
        @Override
        public String words() {
            return "a string";
        }
    }

    /// An integer that every JSON implementation reads as the same: at most 2^53 - 1 in size (RFC 8259 §6).
    ///
    /// @param digits decimal
    record Whole(String digits) implements Json {
        @Override
        public String words() {
            return "a number";
        }
    }

    /// `true` or `false`.
    record Truth(boolean value) implements Json {
        @Override
        public String words() {
            return "a truth value";
        }
    }
}
