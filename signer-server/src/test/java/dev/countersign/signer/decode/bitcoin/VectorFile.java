package dev.countersign.signer.decode.bitcoin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Published cases, a file of `vectors/bitcoin`: a first line that names the source, then blocks of `name:
/// value` lines, an empty line before each.
public final class VectorFile {

    private VectorFile() {}

    /// One block. It prints as its first value.
    public record Case(Map<String, String> fields) {

        public String get(String field) {
            return Objects.requireNonNull(fields.get(field), field);
        }

        public boolean has(String field) {
            return fields.containsKey(field);
        }

        @Override
        public String toString() {
            return fields.values().iterator().next();
        }
    }

    public static List<Case> cases(String file) {
        var cases = new ArrayList<Case>();
        var lines = lines(file);
        if (!lines.getFirst().startsWith("# source: ")) {
            throw new IllegalStateException(file + ": the first line names the source");
        }
        var fields = new LinkedHashMap<String, String>();
        for (var line : lines.subList(1, lines.size())) {
            if (line.isEmpty()) {
                fields = new LinkedHashMap<>();
                cases.add(new Case(fields));
            } else {
                var colon = line.indexOf(": ");
                fields.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return cases;
    }

    private static List<String> lines(String file) {
        try (var in = VectorFile.class.getResourceAsStream("/vectors/bitcoin/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
