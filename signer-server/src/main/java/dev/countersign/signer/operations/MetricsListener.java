package dev.countersign.signer.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `GET /metrics` (Prometheus text) and `GET /ready` (200 or 503), plain HTTP: bind it to an address that only the
/// monitoring zone reaches. It tells no secret and takes no order.
public final class MetricsListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MetricsListener.class);

    private final HttpServer server;

    /// @throws CannotListen if the address is taken, or none of this machine
    public MetricsListener(InetSocketAddress address, Metrics metrics, BooleanSupplier ready) throws CannotListen {
        server = listen(address);
        server.createContext("/", exchange -> answer(exchange, () -> new Page(404, "try /metrics or /ready\n")));
        server.createContext("/metrics", exchange -> answer(exchange, () -> new Page(200, metrics.scrape())));
        server.createContext("/ready", exchange -> answer(exchange, () -> readiness(ready.getAsBoolean())));
        server.setExecutor(Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("metrics").factory()));
        server.start();
    }

    private record Page(int status, String text) {}

    private static Page readiness(boolean ready) {
        return ready ? new Page(200, "ready\n") : new Page(503, "not ready: the HSM or the ledger is down\n");
    }

    private static HttpServer listen(InetSocketAddress address) throws CannotListen {
        try {
            return HttpServer.create(address, 16);
        } catch (IOException e) {
            throw new CannotListen("metrics", address, e);
        }
    }

    private static void answer(HttpExchange exchange, Supplier<Page> page) throws IOException {
        try (exchange) {
            var answer = pageFor(exchange, page);
            var body = answer.text().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status(), -1); // RFC 9110 §9.3.2: never a body
                return;
            }
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        } catch (RuntimeException defect) {
            log.error("{} could not be answered", exchange.getRequestURI(), defect);
        }
    }

    /// A page is only made for who asks for exactly it.
    private static Page pageFor(HttpExchange exchange, Supplier<Page> page) {
        var context = exchange.getHttpContext().getPath();
        if (!context.equals("/") && !context.equals(exchange.getRequestURI().getPath())) {
            return new Page(404, "try " + context + "\n");
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            return new Page(405, "only GET\n");
        }
        return page.get();
    }

    /// The port that it listens on.
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
