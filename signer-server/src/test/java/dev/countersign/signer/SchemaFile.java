package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// A schema of docs/schema, as an editor uses it: on the values that YAML 1.2 makes of a file (core schema, YAML 1.2.2
/// §10.3), where the reader sees text only.
public final class SchemaFile {

    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

    private final JsonObject root;
    private final Schema validator;

    /// A mapping of a document whose fields the schema lists.
    ///
    /// @param path names and places, from the root
    /// @param schema of the mapping
    public record Spot(List<Object> path, JsonObject schema) {

        public Set<String> names() {
            return schema.getAsJsonObject("properties").keySet();
        }
    }

    public SchemaFile(String name) {
        var text = page("schema/" + name);
        this.root = JsonParser.parseString(text).getAsJsonObject();
        this.validator = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text);
    }

    /// What the schema has against a document.
    public List<String> problems(Object document) {
        return validator.validate(written(document), InputFormat.JSON).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    /// What a file's text means to an editor.
    public static Object parse(String yaml) {
        var settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
        return new Load(settings).loadFromString(yaml);
    }

    /// The document as JSON, which is YAML in one line.
    public static String written(Object document) {
        return GSON.toJson(document);
    }

    /// The whole files among the YAML blocks of the documentation.
    ///
    /// @param first how such a file begins
    public static List<String> documented(String first) {
        try (var pages = Files.list(Path.of("..", "docs"))) {
            return pages.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(file -> page(file.getFileName().toString()))
                    .flatMap(text -> YAML.matcher(text).results())
                    .map(block -> block.group(1))
                    .filter(text -> text.startsWith(first))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every mapping of the document whose fields the schema lists.
    public List<Spot> spots(Object document) {
        var spots = new ArrayList<Spot>();
        visit(root, document, List.of(), spots);
        return spots;
    }

    /// Every object of the schema that lists its fields, by identity.
    public Set<JsonObject> objects() {
        var found = Collections.<JsonObject>newSetFromMap(new IdentityHashMap<>());
        collect(root, found);
        return found;
    }

    private static void collect(JsonElement element, Set<JsonObject> found) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(item -> collect(item, found));
        } else if (element.isJsonObject()) {
            var object = element.getAsJsonObject();
            if (isClosed(object)) {
                found.add(object);
            }
            object.entrySet().forEach(entry -> collect(entry.getValue(), found));
        }
    }

    private void visit(JsonObject written, Object value, List<Object> path, List<Spot> spots) {
        var schema = resolve(written, value);
        if (value instanceof Map<?, ?> fields) {
            if (isClosed(schema)) {
                spots.add(new Spot(path, schema));
            }
            fields.forEach((name, field) -> ofField(schema, String.valueOf(name))
                    .ifPresent(below -> visit(below, field, below(path, name), spots)));
        } else if (value instanceof List<?> items && schema.has("items")) {
            for (var i = 0; i < items.size(); i++) {
                visit(schema.getAsJsonObject("items"), items.get(i), below(path, i), spots);
            }
        }
    }

    private static List<Object> below(List<Object> path, Object step) {
        return Stream.concat(path.stream(), Stream.of(step)).toList();
    }

    private static Optional<JsonObject> ofField(JsonObject schema, String name) {
        var known = Optional.ofNullable(schema.getAsJsonObject("properties"))
                .flatMap(properties -> Optional.ofNullable(properties.getAsJsonObject(name)));
        return known.or(() -> Optional.ofNullable(schema.get("additionalProperties"))
                .filter(JsonElement::isJsonObject)
                .map(JsonElement::getAsJsonObject));
    }

    /// The part of the schema that says what the value's fields are.
    private JsonObject resolve(JsonObject schema, Object value) {
        if (schema.has("$ref")) {
            var name = schema.get("$ref").getAsString().replace("#/$defs/", "");
            return resolve(root.getAsJsonObject("$defs").getAsJsonObject(name), value);
        }
        if (schema.has("properties") || !(value instanceof Map<?, ?> fields)) {
            return schema;
        }
        if (schema.has("if")) {
            var chosen = requires(schema.getAsJsonObject("if"), fields) ? "then" : "else";
            return resolve(schema.getAsJsonObject(chosen), value);
        }
        return schema.has("anyOf")
                ? schema.getAsJsonArray("anyOf").asList().stream()
                        .map(JsonElement::getAsJsonObject)
                        .filter(branch -> requires(branch, fields))
                        .findFirst()
                        .orElse(schema)
                : schema;
    }

    /// True if it requires something, and all of it is there.
    private static boolean requires(JsonObject schema, Map<?, ?> fields) {
        return schema.has("required")
                && schema.getAsJsonArray("required").asList().stream()
                        .allMatch(name -> fields.containsKey(name.getAsString()));
    }

    private static boolean isClosed(JsonObject schema) {
        return schema.has("additionalProperties")
                && schema.get("additionalProperties").isJsonPrimitive();
    }

    private static String page(String name) {
        try {
            return Files.readString(Path.of("..", "docs", name), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
