package dev.countersign.client.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// An answer in both of its forms: aligned lines for people, and one JSON object for programs.
final class Report {

    private final List<String> lines = new ArrayList<>();
    private final JsonObject json = new JsonObject();

    /// A line for people alone.
    Report line(String label, String text) {
        lines.add("%-12s %s".formatted(label, text));
        return this;
    }

    /// A field for programs alone.
    Report field(String name, JsonElement value) {
        json.add(name, value);
        return this;
    }

    Report field(String name, String value) {
        return field(name, new JsonPrimitive(value));
    }

    Report field(String name, Number value) {
        return field(name, new JsonPrimitive(value));
    }

    Report field(String name, boolean value) {
        return field(name, new JsonPrimitive(value));
    }

    void print(PrintWriter out, boolean asJson) {
        if (asJson) {
            out.println(json);
        } else {
            lines.forEach(out::println);
        }
        out.flush();
    }
}
