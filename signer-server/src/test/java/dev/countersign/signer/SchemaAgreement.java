package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.countersign.signer.yaml.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/// Whether a schema and a reader say the same, asked of good files with one field put in or taken out. The reader is
/// asked through its messages alone.
///
/// @param reader the problems of a file's text
/// @param laxly missing fields that a schema cannot know of
public record SchemaAgreement(SchemaFile schema, Function<String, List<Problem>> reader, Set<String> laxly) {

    private static final String STRANGE = "no-such-field";

    /// Every object of the schema has exactly the fields that the reader knows there.
    public void assertSameFields(List<String> files) {
        var unseen = Collections.<JsonObject>newSetFromMap(new IdentityHashMap<>());
        unseen.addAll(schema.objects());
        for (var file : files) {
            for (var spot : schema.spots(SchemaFile.parse(file))) {
                unseen.remove(spot.schema());
                var document = SchemaFile.parse(file);
                mapping(document, spot.path()).put(STRANGE, "x");

                assertThat(known(document)).as("at %s", spot.path()).containsExactlyInAnyOrderElementsOf(spot.names());
                assertThat(schema.problems(document)).as("at %s", spot.path()).isNotEmpty();
            }
        }
        assertThat(unseen).as("objects that no file has").isEmpty();
    }

    /// Without a field that the schema requires, no file loads; without one that the reader requires, none is valid.
    public void assertSameFieldsRequired(List<String> files) {
        var required = new ArrayList<String>();
        for (var file : files) {
            for (var spot : schema.spots(SchemaFile.parse(file))) {
                for (var name :
                        List.copyOf(mapping(SchemaFile.parse(file), spot.path()).keySet())) {
                    var document = SchemaFile.parse(file);
                    mapping(document, spot.path()).remove(name);
                    var read = reader.apply(SchemaFile.written(document));
                    var found = schema.problems(document);

                    assertThat(read.isEmpty() && !found.isEmpty())
                            .as("%s without %s loads, and the schema says %s", spot.path(), name, found)
                            .isFalse();
                    if (read.stream().anyMatch(problem -> problem.found().equals("the field '" + name + "' is missing"))
                            && !laxly.contains(name)) {
                        required.add(name);
                        assertThat(found).as("%s without %s", spot.path(), name).isNotEmpty();
                    }
                }
            }
        }
        assertThat(required).hasSizeGreaterThan(20);
    }

    /// The fields that the reader would have taken in place of the strange one.
    private List<String> known(Object document) {
        var problems = reader.apply(SchemaFile.written(document)).stream()
                .filter(problem -> problem.found().equals("unknown field '" + STRANGE + "'"))
                .toList();
        assertThat(problems).hasSize(1);
        return List.of(problems.getFirst().expected().replace("one of: ", "").split(", ", -1));
    }

    /// The fields at a path, which can be changed: they are the document's.
    @SuppressWarnings("unchecked") // the parser makes maps of names, and lists
    private static Map<String, Object> mapping(Object document, List<Object> path) {
        var value = document;
        for (var step : path) {
            value = Objects.requireNonNull(
                    value instanceof List<?> items ? items.get((Integer) step) : ((Map<?, ?>) value).get(step));
        }
        return (Map<String, Object>) value;
    }
}
