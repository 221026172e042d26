package dev.countersign.signer.yaml;

import java.util.List;
import java.util.Map;

/// What stands in the file: text, lists and named fields. Nothing is resolved: `1`, `yes` and `null` are text, and
/// what they mean is the business of whoever asks for a number or a word.
sealed interface Node {

    Place place();

    /// What a person would call it.
    String description();

    /// One piece of text.
    ///
    /// @param plain written without quotes
    record Scalar(Place place, String text, boolean plain) implements Node {
        @Override
        public String description() {
            return plain && text.isEmpty() ? "nothing" : Quote.of(text);
        }
    }

    record Sequence(Place place, List<Node> items) implements Node {
        @Override
        public String description() {
            return "a list";
        }
    }

    /// Named values.
    ///
    /// @param fields in the order of the file
    /// @param names where the name of each field stands
    record Mapping(Place place, Map<String, Node> fields, Map<String, Place> names) implements Node {
        @Override
        public String description() {
            return "named fields";
        }
    }

    /// Something already reported; whoever reads it says nothing more.
    record Broken(Place place) implements Node {
        @Override
        public String description() {
            return "something reported";
        }
    }
}
