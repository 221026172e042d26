package dev.countersign.signer.endtoend.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Prints each row when it is there, and at the end how the aims were met.
final class Report {

    private final Instant begun = Instant.now();
    private final List<BenchmarkRow> rows = new ArrayList<>();
    private final JsonArray earlier;

    Report() {
        this(new JsonArray());
    }

    private Report(JsonArray earlier) {
        this.earlier = earlier;
    }

    /// One whose rows follow those that another wrote to `json`.
    static Report after(Path json) throws IOException {
        return new Report(JsonParser.parseString(Files.readString(json)).getAsJsonArray());
    }

    void section(String title) {
        System.out.printf(
                Locale.ROOT,
                "%n[%d s] %s%n%s%n",
                Duration.between(begun, Instant.now()).toSeconds(),
                title,
                BenchmarkRow.HEADER);
    }

    void add(BenchmarkRow row) {
        rows.add(row);
        System.out.println(row.line());
    }

    /// Prints the aims, if there are any, and writes all rows.
    void finish(Path json) throws IOException {
        if (rows.stream().anyMatch(row -> row.met().isPresent())) {
            printAims();
        }
        System.out.printf(
                "%d s in all%n", Duration.between(begun, Instant.now()).toSeconds());
        var list = earlier.deepCopy();
        rows.forEach(row -> list.add(row.json()));
        Files.createDirectories(json.toAbsolutePath().getParent());
        Files.writeString(json, new GsonBuilder().setPrettyPrinting().create().toJson(list) + "\n");
        System.out.println("written: " + json);
    }

    private void printAims() {
        System.out.printf("%nRatios to the aims, the median of the rounds; those that fall short are marked.%n");
        System.out.printf(
                "  %-7s %-22s %-9s %6s %5s %6s %-7s %6s %5s%n",
                "route", "kind", "driver", "flight", "sess.", "delay", "of", "ratio", "aim");
        rows.stream().filter(row -> row.met().isPresent()).forEach(row -> System.out.println(verdict(row)));
        var missed = rows.stream().filter(row -> !row.met().orElse(true)).count();
        System.out.printf("%d aims missed%n", missed);
    }

    private static String verdict(BenchmarkRow row) {
        var subject = row.subject();
        var ratio = row.ratio().orElseThrow();
        return String.format(
                Locale.ROOT,
                "%s %-7s %-22s %-9s %6d %5d %6d %-7s %6.3f %5.2f",
                row.met().orElseThrow() ? " " : "!",
                subject.route(),
                subject.kind(),
                subject.driver(),
                subject.inFlight(),
                subject.sessions(),
                subject.delayMicros(),
                ratio.of(),
                ratio.median(),
                row.aim().orElseThrow());
    }
}
