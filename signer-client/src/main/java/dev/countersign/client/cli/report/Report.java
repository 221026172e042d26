package dev.countersign.client.cli.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// An answer in both of its forms: aligned lines for people, and one JSON object for programs.
public final class Report {

    private final List<String> lines = new ArrayList<>();
    private final JsonObject json = new JsonObject();

    /// A line for people alone.
    public Report line(String label, String text) {
        lines.add("%-12s %s".formatted(label, text));
        return this;
    }

    /// A line for people alone that has columns of its own.
    public Report row(String text) {
        lines.add(text);
        return this;
    }

    /// A field for programs alone.
    public Report field(String name, JsonElement value) {
        json.add(name, value);
        return this;
    }

    public Report field(String name, String value) {
        return field(name, new JsonPrimitive(value));
    }

    public Report field(String name, Number value) {
        return field(name, new JsonPrimitive(value));
    }

    public Report field(String name, boolean value) {
        return field(name, new JsonPrimitive(value));
    }

    /// A JSON array of `items`, in their order.
    public static <T> JsonArray array(List<T> items, Function<T, JsonElement> json) {
        var array = new JsonArray();
        items.forEach(item -> array.add(json.apply(item)));
        return array;
    }

    public void print(PrintWriter out, boolean asJson) {
        if (asJson) {
            out.println(json);
        } else {
            lines.forEach(out::println);
        }
        out.flush();
    }
}
