package dev.countersign.signer.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsListenerTest {

    /// A sample, or a HELP or TYPE line (Prometheus text format 0.0.4).
    private static final Pattern LINE = Pattern.compile("# (HELP|TYPE) [a-z_]+ .+"
            + "|[a-z_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*})? (NaN|[-+]?[0-9.]+(E-?[0-9]+)?)");

    private final AtomicBoolean ready = new AtomicBoolean(true);
    private final Metrics metrics = new Metrics();
    private final MetricsListener listener;
    private final HttpClient http = HttpClient.newHttpClient();

    MetricsListenerTest() throws Exception {
        listener = new MetricsListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), metrics, ready::get);
    }

    @AfterEach
    void stop() {
        http.close();
        listener.close();
    }

    @Test
    void what_it_tells_parses_as_prometheus_text() throws Exception {
        metrics.stranger(Refusal.of(Reason.CLIENT_UNKNOWN, "who?"), Optional.empty());

        var answer = ask("GET", "/metrics");

        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(answer.body().lines()).isNotEmpty().allMatch(LINE.asMatchPredicate());
        assertThat(answer.body())
                .contains("countersign_requests_total{outcome=\"refused\",reason=\"CLIENT_UNKNOWN\"} 1.0")
                .contains("countersign_strangers_total{address=\"unknown\",reason=\"CLIENT_UNKNOWN\"} 1.0");
    }

    @Test
    void strangers_are_told_apart_by_address_up_to_a_bound() throws Exception {
        var refusal = Refusal.of(Reason.CLIENT_NETWORK_REFUSED, "not from there");
        for (var low = 0; low < 10_000; low++) {
            metrics.stranger(refusal, Optional.of(new IpAddress(0x2001_0db8_0000_0000L, low)));
        }
        metrics.stranger(refusal, Optional.of(new IpAddress(0x2001_0db8_0000_0000L, 63)));

        assertThat(ask("GET", "/metrics").body().lines())
                .filteredOn(line -> line.startsWith("countersign_strangers_total{"))
                .hasSize(65)
                .contains("countersign_strangers_total{address=\"2001:db8::3f\",reason=\"CLIENT_NETWORK_REFUSED\"} 2.0")
                .contains("countersign_strangers_total{address=\"others\",reason=\"CLIENT_NETWORK_REFUSED\"} 9936.0");
    }

    @Test
    void ready_follows_the_server() throws Exception {
        assertThat(ask("GET", "/ready").statusCode()).isEqualTo(200);
        ready.set(false);

        assertThat(ask("GET", "/ready").statusCode()).isEqualTo(503);
        assertThat(ask("GET", "/ready").body()).contains("the HSM or the ledger is down");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404",
        "GET, /metricsx, 404",
        "GET, /metrics/, 404",
        "GET, /ready/x, 404",
        "GET, /metrics?name=x, 200",
        "POST, /metrics, 405",
        "DELETE, /ready, 405",
        "HEAD, /ready, 405"
    })
    void only_gets_of_exactly_its_pages_are_answered(String method, String path, int status) throws Exception {
        assertThat(ask(method, path).statusCode()).isEqualTo(status);
        assertThat(ask("GET", "/ready").statusCode()).as("afterwards").isEqualTo(200);
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path))
                .method(method, BodyPublishers.noBody())
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
