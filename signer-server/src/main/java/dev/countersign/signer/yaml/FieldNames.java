package dev.countersign.signer.yaml;

import java.util.List;

/// The fields that a mapping may have.
///
/// @param planned words of a later version, refused like any unknown field but with an explanation
public record FieldNames(List<String> known, List<String> planned) {

    public FieldNames {
        known = List.copyOf(known);
        planned = List.copyOf(planned);
    }

    public static FieldNames of(String... known) {
        return new FieldNames(List.of(known), List.of());
    }

    /// The same names, and words of a later version.
    public FieldNames planning(String... words) {
        return new FieldNames(known, List.of(words));
    }

    String list() {
        return String.join(", ", known);
    }
}
