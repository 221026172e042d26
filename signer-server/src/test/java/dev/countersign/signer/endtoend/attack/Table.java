package dev.countersign.signer.endtoend.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A table of cases: a line each, columns between ` | `; lines that are empty or begin with `#` are for readers.
final class Table {

    /// One case; the first column is its name.
    record Row(List<String> columns) {

        String get(int column) {
            return columns.get(column);
        }

        @Override
        public String toString() {
            return columns.getFirst();
        }
    }

    private Table() {}

    static Stream<Row> read(String resource) {
        try (var file = Table.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> new Row(List.of(line.split(" \\| ", -1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
