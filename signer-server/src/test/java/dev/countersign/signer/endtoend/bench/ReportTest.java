package dev.countersign.signer.endtoend.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.countersign.signer.endtoend.bench.BenchmarkRow.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Aims of latency, and rows of two runs in one file.
class ReportTest {

    private static final double AIM = 1 / 1.5;

    @Test
    void half_as_long_again_as_what_it_is_compared_with_is_as_long_as_may_be() {
        var others = List.of(lasting(100), lasting(200), lasting(400));

        var met = row().with(Ratio.ofLatencies("other", List.of(lasting(150), lasting(299), lasting(9_000)), others));
        var missed = row().with(Ratio.ofLatencies("other", List.of(lasting(151), lasting(301), lasting(1)), others));

        assertThat(met.aimingAt(AIM).met()).contains(true);
        assertThat(missed.aimingAt(AIM).met()).contains(false);
    }

    @Test
    void a_rate_is_reached_by_the_median_of_the_rounds() {
        var samples = List.of(lasting(10), lasting(20), lasting(1_000));

        assertThat(row().with(Ratio.toRate("50k/s", 50_000, samples))
                        .aimingAt(1)
                        .met())
                .contains(true);
        assertThat(row().with(Ratio.toRate("50k/s", 50_001, samples))
                        .aimingAt(1)
                        .met())
                .contains(false);
    }

    @Test
    void rows_follow_those_that_were_there(@TempDir Path folder) throws Exception {
        var json = folder.resolve("bench.json");
        var first = new Report();
        first.add(row("first"));
        first.finish(json);

        var second = Report.after(json);
        second.add(row("second"));
        second.finish(json);

        assertThat(routes(json)).containsExactly("first", "second");
    }

    private static Stream<String> routes(Path json) throws IOException {
        var rows = JsonParser.parseString(Files.readString(json)).getAsJsonArray();
        return StreamSupport.stream(rows.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(row -> row.get("route").getAsString());
    }

    private static Sample lasting(double micros) {
        return new Sample(1e6 / micros, micros, micros, 0, 0);
    }

    private static BenchmarkRow row() {
        return row("reserve");
    }

    private static BenchmarkRow row(String route) {
        return BenchmarkRow.of(new Subject(route, "1 key", "sqlite", 1, 0, 0), lasting(1));
    }
}
