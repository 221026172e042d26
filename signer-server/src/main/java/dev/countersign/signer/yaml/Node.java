package dev.countersign.signer.yaml;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What stands in the file: text, lists and named fields. Nothing is resolved: `1`, `yes` and `null` are text, and
/// what they mean is the business of whoever asks for a number or a word.
sealed interface Node {

    Place place();

    /// What a person would call it.
    String description();

    /// One piece of text.
    record Scalar(Place place, String text, Style style) implements Node {

        /// True if it is written without quotes.
        boolean plain() {
            return style == Style.PLAIN;
        }

        /// Where the text's character `offset`, from 0, stands in the file; empty if escapes are in the way.
        Optional<Place> placeOf(int offset) {
            return switch (style) {
                case PLAIN -> Optional.of(moved(offset));
                case QUOTED -> Optional.of(moved(1 + offset));
                case SINGLE_QUOTED -> Optional.of(moved(1 + offset + quotesBefore(offset)));
                case ESCAPED -> Optional.empty();
            };
        }

        private Place moved(int columns) {
            return place.at(place.line(), place.column() + columns, place.field());
        }

        private int quotesBefore(int offset) {
            return (int) text.substring(0, offset)
                    .chars()
                    .filter(unit -> unit == '\'')
                    .count();
        }

        @Override
        public String description() {
            return plain() && text.isEmpty() ? "nothing" : Quote.of(text);
        }
    }

    /// How a text is written: without quotes; between double quotes as it is; between single quotes, each of its own
    /// twice; between double quotes with escapes.
    enum Style {
        PLAIN,
        QUOTED,
        SINGLE_QUOTED,
        ESCAPED
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
